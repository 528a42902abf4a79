package dev.vitrine.config.source;

import dev.vitrine.config.source.Sources.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service user from where OpenStack's own clients read it: from {@code OS_*} variables, or from a cloud of {@code
 * clouds.yaml} that {@code OS_CLOUD} names (openstacksdk, "Configuring OpenStack SDK applications").
 *
 * <p>It is taken whole or not at all, so that a password is sent only to the Keystone that stands beside it.
 */
public final class ServiceUser {
    private static final String SECTION = "keystone-authtoken.";

    /** The keys by the names of members in {@code clouds.yaml}; with {@code OS_} before it, the variables. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("auth_url", "auth-url"),
            Map.entry("auth_type", "auth-type"),
            Map.entry("username", "username"),
            Map.entry("password", "password"),
            Map.entry("user_domain_id", "user-domain-id"),
            Map.entry("user_domain_name", "user-domain-name"),
            Map.entry("project_name", "project-name"),
            Map.entry("project_domain_id", "project-domain-id"),
            Map.entry("project_domain_name", "project-domain-name"),
            Map.entry("application_credential_id", "application-credential-id"),
            Map.entry("application_credential_secret", "application-credential-secret"),
            Map.entry("cacert", "cafile"));

    private static final Map<String, String> TYPES = Map.of("v3password", "password");
    private static final List<String> FILES_OF_SECRETS = List.of("password-file", "application-credential-secret-file");

    private ServiceUser() {}

    /**
     * Returns settings by key, each with its origin: those of the service user that the environment names, unless any of its
     * settings stands elsewhere; nothing if the environment names none.
     */
    public static Map<String, Entry> read(
            Map<String, Entry> file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        boolean isSet = Stream.concat(KEYS.values().stream(), FILES_OF_SECRETS.stream())
                .map(SECTION::concat)
                .anyMatch(key -> file.containsKey(key)
                        || flags.containsKey(key)
                        || environment.containsKey(KeyNames.variable(key)));
        if (isSet) {
            return Map.of();
        }
        String cloud = environment.getOrDefault("OS_CLOUD", "");
        Map<String, Entry> named = cloud.isEmpty() ? variables(environment) : cloud(cloud, environment);
        Map<String, Entry> settings = new LinkedHashMap<>();
        KEYS.forEach((member, key) -> {
            Entry entry = named.get(member);
            if (entry != null && !entry.isBlank()) {
                settings.put(SECTION + key, entry);
            }
        });
        Entry credential = settings.get(SECTION + "application-credential-id");
        if (credential != null) {
            Entry type = Entry.argument("v3applicationcredential", credential.origin());
            settings.putIfAbsent(SECTION + "auth-type", type);
        }
        return settings;
    }

    /** Variables without a Keystone name no service user. */
    private static Map<String, Entry> variables(Map<String, String> environment) {
        Map<String, Entry> named = new LinkedHashMap<>();
        if (environment.getOrDefault("OS_AUTH_URL", "").isEmpty()) {
            return named;
        }
        for (String member : KEYS.keySet()) {
            String variable = "OS_" + KeyNames.unprefixed(member);
            String text = environment.get(variable);
            if (text != null) {
                named.put(member, Entry.argument(typed(member, text), variable));
            }
        }
        return named;
    }

    private static Map<String, Entry> cloud(String name, Map<String, String> environment) throws ConfigException {
        Path file = file(environment);
        if (file == null) {
            throw wrong("OS_CLOUD: " + ValueType.TEXT.shown(name)
                    + " (expected: a clouds.yaml with it, here, in ~/.config/openstack, in"
                    + " /etc/openstack, or named by OS_CLIENT_CONFIG_FILE)");
        }
        Map<String, Entry> texts = YamlFile.texts(file, "clouds", name);
        Map<String, Entry> auth = YamlFile.texts(file, "clouds", name, "auth");
        if (texts == null || auth == null) {
            throw wrong(file + ": no cloud " + ValueType.TEXT.shown(name)
                    + " with an auth section (expected: the one that OS_CLOUD names)");
        }
        Map<String, Entry> named = new LinkedHashMap<>(texts);
        named.putAll(auth);
        Path secrets = file.resolveSibling("secure.yaml");
        Map<String, Entry> apart = Files.isReadable(secrets) ? YamlFile.texts(secrets, "clouds", name, "auth") : null;
        named.putAll(apart == null ? Map.of() : apart);
        Entry type = named.get("auth_type");
        if (type != null && !type.isBlank()) {
            named.put("auth_type", Entry.text(typed("auth_type", type.items().get(0)), type.origin()));
        }
        return named;
    }

    private static String typed(String member, String text) {
        return member.equals("auth_type") ? TYPES.getOrDefault(text, text) : text;
    }

    /** Returns the first file that is there, in the order of OpenStack's clients. */
    private static @Nullable Path file(Map<String, String> environment) {
        String named = environment.getOrDefault("OS_CLIENT_CONFIG_FILE", "");
        String home = environment.getOrDefault("HOME", "");
        Stream<String> places = named.isEmpty()
                ? Stream.of("clouds.yaml", home + "/.config/openstack/clouds.yaml", "/etc/openstack/clouds.yaml")
                : Stream.of(named);
        return places.map(PemFile::readable)
                .filter(path -> path != null)
                .findFirst()
                .orElse(null);
    }

    private static ConfigException wrong(String sentence) {
        return new ConfigException(List.of(sentence));
    }
}
