package dev.vitrine.config.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names by which OpenStack's clients know a cloud's settings, without {@code OS_}, in lower case: those that name the
 * gateway's service user, those that choose an endpoint from Keystone's catalogue, and those that the gateway cannot do what
 * they ask for (openstacksdk, "Configuring OpenStack SDK Applications"; keystoneauth's plugins, "Authentication Plugins"). All
 * others concern other services.
 */
final class CloudNames {
    private static final String SECTION = "keystone-authtoken.";

    /** The settings of this program by these names. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("auth_url", "auth-url"),
            Map.entry("auth_type", "auth-type"),
            Map.entry("username", "username"),
            Map.entry("user_id", "user-id"),
            Map.entry("password", "password"),
            Map.entry("user_domain_id", "user-domain-id"),
            Map.entry("user_domain_name", "user-domain-name"),
            Map.entry("project_id", "project-id"),
            Map.entry("project_name", "project-name"),
            Map.entry("project_domain_id", "project-domain-id"),
            Map.entry("project_domain_name", "project-domain-name"),
            Map.entry("application_credential_id", "application-credential-id"),
            Map.entry("application_credential_secret", "application-credential-secret"),
            Map.entry("cacert", "cafile"),
            Map.entry("cert", "certfile"),
            Map.entry("key", "keyfile"));

    /** The settings of this program that choose Glance's endpoint from the catalogue; no part of the service user. */
    private static final Map<String, String> CATALOG_KEYS =
            Map.of("region_name", "glance.region-name", "interface", "glance.valid-interfaces");

    /** Older names, each with the newer one, which wins. */
    static final Map<String, String> ALIASES = Map.of(
            "endpoint_type", "interface",
            "auth_plugin", "auth_type",
            "user_name", "username",
            "tenant_id", "project_id",
            "tenant_name", "project_name");

    /** One domain for the user and the project, where neither has its own; the first wins. */
    static final List<String> COMMON_DOMAINS =
            List.of("domain_name", "domain_id", "default_domain_name", "default_domain_id");

    /**
     * Names for one thing each. What stands outside of a cloud's auth section wins over what stands in it, and the environment
     * over both.
     */
    static final List<Set<String>> OVERRIDING = List.of(
            Set.of("project_id", "project_name", "tenant_id", "tenant_name"),
            Set.of("domain_id", "domain_name"),
            Set.of("user_domain_id", "user_domain_name"),
            Set.of("project_domain_id", "project_domain_name"));

    /** A switch or a version that may only say what the gateway does anyway. */
    private record AsBuilt(Pattern accepted, String expected) {
        AsBuilt(String accepted, String expected) {
            this(Pattern.compile(accepted), expected);
        }
    }

    private static final AsBuilt TRUE = new AsBuilt("(?i)true|yes|on|1", "true");
    private static final AsBuilt FALSE = new AsBuilt("(?i)false|no|off|0", "false");
    private static final Map<String, AsBuilt> AS_BUILT = Map.of(
            "verify", TRUE,
            "insecure", FALSE,
            "force_ipv4", FALSE,
            "prefer_ipv6", TRUE,
            "identity_api_version", new AsBuilt("v?3(\\.\\d*)?", "3"),
            "image_api_version", new AsBuilt("v?2(\\.\\d*)?", "2"));

    /** Names of logins of other kinds than with a password or an application credential. */
    private static final Set<String> OTHER_LOGINS = Set.of(
            "token",
            "auth_token",
            "passcode",
            "auth_methods",
            "identity_provider",
            "protocol",
            "identity_provider_url",
            "service_provider_endpoint",
            "service_provider_entity_id",
            "mutual_auth",
            "client_id",
            "client_secret",
            "openid_scope",
            "access_token",
            "access_token_endpoint",
            "access_token_type",
            "discovery_endpoint",
            "device_authorization_endpoint",
            "authorization_code",
            "code",
            "redirect_uri",
            "oauth2_endpoint",
            "oauth2_client_id",
            "oauth2_client_secret",
            "consumer_key",
            "consumer_secret",
            "access_key",
            "access_secret");

    private CloudNames() {}

    /** Returns all keys of the service user. */
    static Set<String> keys() {
        return KEYS.values().stream().map(SECTION::concat).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the setting that a name stands for; null if none does. */
    static @Nullable String key(String name) {
        String key = KEYS.get(name);
        return key == null ? CATALOG_KEYS.get(name) : SECTION + key;
    }

    /** Returns whether the gateway takes something of its service user from that name. */
    static boolean isUsed(String name) {
        String newer = ALIASES.getOrDefault(name, name);
        return KEYS.containsKey(newer) || COMMON_DOMAINS.contains(name);
    }

    /** Returns the names that choose an endpoint from the catalogue, the newer ones alone. */
    static Set<String> catalogNames() {
        return CATALOG_KEYS.keySet();
    }

    /** Returns whether the name chooses an endpoint from the catalogue. */
    static boolean isOfCatalog(String name) {
        return CATALOG_KEYS.containsKey(ALIASES.getOrDefault(name, name));
    }

    /** Returns what is expected in the place of a name's value; null if the gateway does as it says, or need do nothing. */
    static @Nullable String expected(String name, String value) {
        AsBuilt asBuilt = AS_BUILT.get(name);
        if (asBuilt == null) {
            return insteadOf(name);
        }
        return asBuilt.accepted().matcher(value).matches() ? null : asBuilt.expected();
    }

    /** Returns whether the gateway does what the name says without taking anything from it. */
    static boolean isAsBuilt(String name) {
        return AS_BUILT.containsKey(name);
    }

    /** Returns whether the name concerns the service user: the gateway uses it, or refuses it at least for some values. */
    static boolean isKnown(String name) {
        return isUsed(name) || isAsBuilt(name) || insteadOf(name) != null;
    }

    /** Returns what is expected in the place of a name that the gateway does not support; null for any other. */
    private static @Nullable String insteadOf(String name) {
        return switch (name) {
            case "endpoint",
                    "url",
                    "endpoint_override",
                    "identity_endpoint",
                    "identity_endpoint_override",
                    "profile",
                    "cloud" -> "auth_url beside the cloud's secrets";
            case "image_endpoint", "image_endpoint_override" -> "glance.api-servers";
            case "trust_id" -> "a project of the user's own";
            case "system_scope", "unscoped" -> "a project";
            case "application_credential_name" -> "application_credential_id";
            case "vendor_hook" -> "no hook";
            case "regions" -> "region_name";
            case "api_timeout" -> "keystone-authtoken.timeout";
            case "<<" -> "written out";
            default -> OTHER_LOGINS.contains(name) ? "a password or an application credential" : null;
        };
    }
}
