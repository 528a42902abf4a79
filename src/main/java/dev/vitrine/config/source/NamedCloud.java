package dev.vitrine.config.source;

import dev.vitrine.config.source.Sources.Entry;
import dev.vitrine.config.source.YamlFile.Sections;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that the environment, or the cloud of {@code clouds.yaml} that it names, says of a cloud, by name. */
final class NamedCloud {
    private static final String PREFIX = "OS_";

    /** They choose what is read, and are nothing of the cloud's. */
    private static final Set<String> SELECTORS =
            Set.of("OS_CLOUD", "OS_CLOUD_NAME", "OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE");

    /** Variables of other programs, as openstacksdk has them. */
    private static final List<String> FOREIGN = List.of("OS_TEST", "OS_STD", "OS_LOG");

    private final String name;
    private final Map<String, String> environment;

    private NamedCloud(String name, Map<String, String> environment) {
        this.name = name;
        this.environment = environment;
    }

    /**
     * Returns what is named, by name in lower case; empty if no cloud is. Variables without a Keystone name none.
     *
     * @throws ConfigException if the cloud that is named is not there, or has no Keystone of its own
     */
    static Map<String, Entry> read(Map<String, String> environment) throws ConfigException {
        String name = environment.getOrDefault("OS_CLOUD", "");
        String ofVariables = environment.getOrDefault("OS_CLOUD_NAME", "envvars");
        Map<String, Entry> variables = variables(environment);
        boolean hasUrl = hasUrl(variables);
        if (!name.isEmpty() && !name.equals(ofVariables)) {
            return new NamedCloud(name, environment).cloud(variables);
        }
        if (!name.isEmpty() && !hasUrl) {
            throw wrong("OS_CLOUD: " + ValueType.TEXT.shown(name) + " (expected: OS_AUTH_URL beside it)");
        }
        return hasUrl ? variables : Map.of();
    }

    private static boolean hasUrl(Map<String, Entry> named) {
        Entry url = named.get("auth_url");
        return url != null && !url.isBlank();
    }

    /** Returns the variable that stands for a name. */
    static String variable(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT);
    }

    private static Map<String, Entry> variables(Map<String, String> environment) {
        Map<String, Entry> named = new TreeMap<>();
        environment.forEach((variable, text) -> {
            boolean isForeign = SELECTORS.contains(variable) || FOREIGN.stream().anyMatch(variable::startsWith);
            if (variable.startsWith(PREFIX) && !isForeign) {
                String name = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                named.put(name, Entry.argument(text, variable));
            }
        });
        return named;
    }

    private Map<String, Entry> cloud(Map<String, Entry> variables) throws ConfigException {
        Path file = file();
        Map<String, Entry> named = named(file);
        checkBeside(variables);
        override(named, variables);
        variables.forEach((member, entry) -> {
            named.putIfAbsent(member, entry);
            // What the gateway does not support stops the start, whatever the cloud says in its place.
            if (CloudNames.expected(member, entry.text()) != null && !entry.isBlank()) {
                named.put(member, entry);
            }
        });
        if (!hasUrl(named)) {
            throw wrong(file + ": cloud " + ValueType.TEXT.shown(name)
                    + ": no auth_url (expected: one beside the cloud's secrets)");
        }
        return named;
    }

    /** Returns what the files name, the file of secrets first. */
    private Map<String, Entry> named(Path path) throws ConfigException {
        Sections file = YamlFile.sections(path);
        Map<String, Entry> top = section(file);
        Map<String, Entry> auth = section(file, "auth");
        if (top == null || auth == null) {
            throw wrong(path + ": no cloud " + ValueType.TEXT.shown(name)
                    + " with an auth section (expected: the one that OS_CLOUD names)");
        }
        Path pathOfSecrets = secrets(path);
        if (pathOfSecrets != null) {
            Sections secrets = YamlFile.sections(pathOfSecrets);
            putAll(top, section(secrets));
            putAll(auth, section(secrets, "auth"));
            addSwitches(top, secrets);
        }
        addSwitches(top, file);
        checkAuth(auth);
        top.remove("auth");
        Map<String, Entry> named = new LinkedHashMap<>(top);
        named.putAll(auth);
        override(named, top);
        return named;
    }

    private static void putAll(Map<String, Entry> to, @Nullable Map<String, Entry> more) {
        to.putAll(more == null ? Map.of() : more);
    }

    /** Adds what a file's client section says for all clouds that have no such switch of their own. */
    private static void addSwitches(Map<String, Entry> cloud, Sections file) throws ConfigException {
        Map<String, Entry> switches = texts(file, "client");
        if (switches != null) {
            switches.keySet().removeIf(member -> !CloudNames.isAsBuilt(member));
            switches.forEach(cloud::putIfAbsent);
        }
    }

    /** Returns a section of the cloud; null if there is none. */
    private @Nullable Map<String, Entry> section(Sections file, String... below) throws ConfigException {
        return texts(
                file, Stream.concat(Stream.of("clouds", name), Stream.of(below)).toArray(String[]::new));
    }

    /** Returns a section of the file, its names with underscores; null if there is none. */
    private static @Nullable Map<String, Entry> texts(Sections file, String... path) throws ConfigException {
        Map<String, Entry> texts = file.texts(path);
        if (texts == null) {
            return null;
        }
        Map<String, Entry> named = new LinkedHashMap<>();
        texts.forEach((member, entry) -> named.put(member.replace('-', '_'), entry));
        return named;
    }

    /** The section of the login has nothing that concerns other services. */
    private static void checkAuth(Map<String, Entry> auth) throws ConfigException {
        List<String> unknown = auth.entrySet().stream()
                .filter(member -> !CloudNames.isKnown(member.getKey()))
                .map(member -> member.getValue().origin() + ": " + Redaction.ADDRESS.of(member.getKey())
                        + ": unknown (expected: a setting of the login)")
                .toList();
        if (!unknown.isEmpty()) {
            throw new ConfigException(unknown);
        }
    }

    /** What wins over another name for the same thing takes its place. */
    private static void override(Map<String, Entry> named, Map<String, Entry> winning) {
        for (Set<String> names : CloudNames.OVERRIDING) {
            Map<String, Entry> chosen = new LinkedHashMap<>(winning);
            chosen.keySet().retainAll(names);
            chosen.values().removeIf(Entry::isBlank);
            if (!chosen.isEmpty()) {
                named.keySet().removeAll(names);
                named.putAll(chosen);
            }
        }
    }

    /** The user and the Keystone are the cloud's alone: a variable that names another one is no part of it. */
    private static void checkBeside(Map<String, Entry> variables) throws ConfigException {
        List<String> others = variables.entrySet().stream()
                .filter(variable -> !variable.getValue().isBlank()
                        && CloudNames.isUsed(variable.getKey())
                        && CloudNames.OVERRIDING.stream().noneMatch(names -> names.contains(variable.getKey())))
                .map(variable -> variable.getValue().origin() + ": not used beside OS_CLOUD (expected: one of the two)")
                .toList();
        if (!others.isEmpty()) {
            throw new ConfigException(others);
        }
    }

    /** Returns the first file that is there, in the order of OpenStack's clients. */
    private Path file() throws ConfigException {
        String chosen = chosenFile();
        String home = environment.getOrDefault("HOME", "");
        Stream<String> places = chosen.isEmpty()
                ? Stream.of("clouds.yaml", home + "/.config/openstack/clouds.yaml", "/etc/openstack/clouds.yaml")
                : Stream.of(chosen);
        return places.map(PemFile::readable)
                .filter(path -> path != null)
                .findFirst()
                .orElseThrow(() -> wrong("OS_CLOUD: " + ValueType.TEXT.shown(name)
                        + " (expected: a clouds.yaml with it, here, in ~/.config/openstack, in"
                        + " /etc/openstack, or named by OS_CLIENT_CONFIG_FILE)"));
    }

    /**
     * Returns the file with the cloud's secrets; null if there is none. It stands beside the other, or both are named: one found
     * elsewhere could hold the secrets of another cloud of that name.
     */
    private @Nullable Path secrets(Path file) throws ConfigException {
        String chosen = environment.getOrDefault("OS_CLIENT_SECURE_FILE", "");
        Path beside = file.resolveSibling("secure.yaml");
        if (chosen.isEmpty()) {
            return PemFile.readable(beside.toString());
        }
        Path secrets = PemFile.readable(chosen);
        if (secrets == null || (chosenFile().isEmpty() && !isSame(secrets, beside))) {
            throw wrong("OS_CLIENT_SECURE_FILE: " + ValueType.TEXT.shown(chosen)
                    + " (expected: a file that can be read, together with OS_CLIENT_CONFIG_FILE)");
        }
        return secrets;
    }

    /** Returns the clouds.yaml that the environment names; empty if it names none. */
    private String chosenFile() {
        return environment.getOrDefault("OS_CLIENT_CONFIG_FILE", "");
    }

    private static boolean isSame(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private static ConfigException wrong(String sentence) {
        return new ConfigException(List.of(sentence));
    }
}
