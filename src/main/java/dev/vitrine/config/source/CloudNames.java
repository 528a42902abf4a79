package dev.vitrine.config.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names by which OpenStack's clients know a cloud's settings, without {@code OS_}, in lower case: those that name the
 * gateway's service user, and those that the gateway cannot do what they ask for (openstacksdk, "Configuring OpenStack SDK
 * Applications"; keystoneauth's plugins, "Authentication Plugins"). All others concern other services, or the choice of
 * endpoints from Keystone's catalog, from which the gateway takes none.
 */
final class CloudNames {
    private static final String SECTION = "keystone-authtoken.";
    private static final String PASSWORD_TYPE = "a password or an application credential";
    private static final String NO_CERTIFICATE = "no client certificate";
    private static final String AUTH_URL_ITSELF = "auth_url beside the cloud's secrets";

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
            Map.entry("cacert", "cafile"));

    /** Older names, each with the newer one, which wins. */
    static final Map<String, String> ALIASES = Map.of(
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

    /** Switches and versions that may only say what the gateway does anyway. */
    private static final Map<String, Pattern> AS_BUILT = Map.of(
            "verify", Pattern.compile("(?i)true|yes|on|1"),
            "insecure", Pattern.compile("(?i)false|no|off|0"),
            "force_ipv4", Pattern.compile("(?i)false|no|off|0"),
            "prefer_ipv6", Pattern.compile("(?i)true|yes|on|1"),
            "identity_api_version", Pattern.compile("v?3(\\.\\d*)?"),
            "image_api_version", Pattern.compile("v?2(\\.\\d*)?"));

    /** What the gateway does not do, each with what it expects in its place. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("token", PASSWORD_TYPE),
            Map.entry("auth_token", PASSWORD_TYPE),
            Map.entry("passcode", PASSWORD_TYPE),
            Map.entry("auth_methods", PASSWORD_TYPE),
            Map.entry("trust_id", "a project of the user's own"),
            Map.entry("system_scope", "a project"),
            Map.entry("application_credential_name", "application_credential_id"),
            Map.entry("unscoped", "a project"),
            Map.entry("identity_provider", PASSWORD_TYPE),
            Map.entry("protocol", PASSWORD_TYPE),
            Map.entry("identity_provider_url", PASSWORD_TYPE),
            Map.entry("service_provider_endpoint", PASSWORD_TYPE),
            Map.entry("service_provider_entity_id", PASSWORD_TYPE),
            Map.entry("mutual_auth", PASSWORD_TYPE),
            Map.entry("client_id", PASSWORD_TYPE),
            Map.entry("client_secret", PASSWORD_TYPE),
            Map.entry("openid_scope", PASSWORD_TYPE),
            Map.entry("access_token", PASSWORD_TYPE),
            Map.entry("access_token_endpoint", PASSWORD_TYPE),
            Map.entry("access_token_type", PASSWORD_TYPE),
            Map.entry("discovery_endpoint", PASSWORD_TYPE),
            Map.entry("device_authorization_endpoint", PASSWORD_TYPE),
            Map.entry("authorization_code", PASSWORD_TYPE),
            Map.entry("code", PASSWORD_TYPE),
            Map.entry("redirect_uri", PASSWORD_TYPE),
            Map.entry("oauth2_endpoint", PASSWORD_TYPE),
            Map.entry("oauth2_client_id", PASSWORD_TYPE),
            Map.entry("oauth2_client_secret", PASSWORD_TYPE),
            Map.entry("consumer_key", PASSWORD_TYPE),
            Map.entry("consumer_secret", PASSWORD_TYPE),
            Map.entry("access_key", PASSWORD_TYPE),
            Map.entry("access_secret", PASSWORD_TYPE),
            Map.entry("endpoint", AUTH_URL_ITSELF),
            Map.entry("url", AUTH_URL_ITSELF),
            Map.entry("endpoint_override", AUTH_URL_ITSELF),
            Map.entry("identity_endpoint", AUTH_URL_ITSELF),
            Map.entry("identity_endpoint_override", AUTH_URL_ITSELF),
            Map.entry("image_endpoint", "glance.api-servers"),
            Map.entry("image_endpoint_override", "glance.api-servers"),
            Map.entry("cert", NO_CERTIFICATE),
            Map.entry("key", NO_CERTIFICATE),
            Map.entry("profile", AUTH_URL_ITSELF),
            Map.entry("cloud", AUTH_URL_ITSELF),
            Map.entry("vendor_hook", "no hook"),
            Map.entry("regions", "region_name"),
            Map.entry("api_timeout", "keystone-authtoken.timeout"),
            Map.entry("<<", "written out"));

    private CloudNames() {}

    /** Returns all keys of the service user. */
    static Set<String> keys() {
        return KEYS.values().stream().map(SECTION::concat).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the setting that a name stands for; null if none does. */
    static @Nullable String key(String name) {
        String key = KEYS.get(name);
        return key == null ? null : SECTION + key;
    }

    /** Returns whether the gateway takes something from that name. */
    static boolean isUsed(String name) {
        return KEYS.containsKey(name) || ALIASES.containsKey(name) || COMMON_DOMAINS.contains(name);
    }

    /** Returns what is expected in the place of a name's value; null if the gateway does as it says, or need do nothing. */
    static @Nullable String expected(String name, String value) {
        Pattern asBuilt = AS_BUILT.get(name);
        return asBuilt == null || asBuilt.matcher(value).matches()
                ? UNSUPPORTED.get(name)
                : switch (name) {
                    case "verify", "prefer_ipv6" -> "true";
                    case "insecure", "force_ipv4" -> "false";
                    case "identity_api_version" -> "3";
                    default -> "2";
                };
    }

    /** Returns whether the gateway does what the name says without taking anything from it. */
    static boolean isAsBuilt(String name) {
        return AS_BUILT.containsKey(name);
    }
}
