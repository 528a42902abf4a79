package dev.vitrine.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was written in the file, the environment and the flags, and all that is wrong with it. */
final class Written {
    private final Map<String, Entry> file;
    private final Map<String, String> environment;
    private final Map<String, String> flags;
    private final Map<String, Entry> serviceUser;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> secrets = new LinkedHashSet<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private final Map<String, Setting> told = new LinkedHashMap<>();

    Written(
            Map<String, Entry> file,
            Map<String, String> environment,
            Map<String, String> flags,
            Map<String, Entry> serviceUser) {
        this.serviceUser = serviceUser;
        this.file = file;
        this.environment = environment;
        this.flags = flags;
    }

    /** Returns what was written for a key, which may be the key alone; null if nothing was. */
    @Nullable
    Entry ask(String key) {
        asked.add(key);
        return entry(key);
    }

    /** Returns a secret, from an environment variable or from the file that another key names; null if there is none. */
    @Nullable
    Secret secret(String key) {
        secrets.add(key);
        String nameKey = key + "-file";
        String named = secretInFile(nameKey);
        Entry entry = flags.containsKey(key) ? Entry.argument("", "--set") : file.get(key);
        if (entry != null) {
            String expected = "not here, but in the file named by " + nameKey + " or in " + Variables.of(key);
            tell(entry.origin(), key, "a secret", expected);
            return new Secret("");
        }
        Entry lent = serviceUser.get(key);
        if (lent != null) {
            told.put(key, Setting.secret(key, true, lent.origin()));
            return new Secret(lent.items().get(0));
        }
        String variable = environment.getOrDefault(Variables.of(key), "");
        boolean isNamed = !named.isEmpty() || isWrong(nameKey);
        String origin = variable.isEmpty() ? nameKey : Variables.of(key);
        told.put(key, Setting.secret(key, isNamed || !variable.isEmpty(), origin));
        if (!variable.isEmpty()) {
            return new Secret(variable);
        }
        return isNamed ? new Secret(named) : null;
    }

    /** Never tells the value: whoever mistakes this key for that of the secret has written the secret itself. */
    private String secretInFile(String nameKey) {
        Entry entry = ask(nameKey);
        String file = entry == null || entry.isBlank() ? "" : entry.items().get(0);
        told.put(nameKey, Setting.text(nameKey, file, origin(nameKey)));
        if (entry == null || entry.isBlank()) {
            return "";
        }
        Path path = entry.isList() ? null : NamedFile.readable(entry.items().get(0));
        String secret = path == null ? null : NamedFile.secret(path);
        if (secret == null) {
            String found = path == null ? "no name of a file that can be read" : "a file that is not UTF-8";
            problem(nameKey, found, "the name of a text file that holds the secret; what was found is not shown");
        }
        return secret == null ? "" : secret;
    }

    /** Notes that this was found where something else was expected. */
    void problem(String key, String found, String expected) {
        Entry entry = entry(key);
        tell(entry == null ? "" : entry.origin(), key, found, expected);
    }

    /** Notes the text that is in force, be it written or the default. */
    void tellText(String key, String text) {
        told.put(key, Setting.text(key, text, origin(key)));
    }

    /** Notes the list that is in force, be it written or the default. */
    void tellList(String key, List<String> texts) {
        Entry entry = entry(key);
        told.put(key, Setting.list(key, texts, entry == null ? Setting.DEFAULT : entry.origin()));
    }

    /** Returns what is in force, in the order in which it was asked for. */
    List<Setting> told() {
        return List.copyOf(told.values());
    }

    private String origin(String key) {
        Entry entry = entry(key);
        return entry == null || entry.isBlank() ? Setting.DEFAULT : entry.origin();
    }

    /** Whether a problem with this key was noted. */
    boolean isWrong(String key) {
        return wrong.contains(key);
    }

    /** Returns the keys asked for so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** Stops if anything was wrong, or if something was written that nobody asked for. */
    void finish() throws ConfigException {
        Unknown unknown = new Unknown(asked, secrets, problems::add);
        unknown.inFile(file);
        unknown.inFlags(flags.keySet());
        unknown.inEnvironment(environment);
        if (!problems.isEmpty()) {
            throw new ConfigException(List.copyOf(problems));
        }
    }

    private void tell(String origin, String key, String found, String expected) {
        wrong.add(key);
        problems.add((origin.isEmpty() ? "" : origin + ": ") + key + ": " + found + " (expected: " + expected + ")");
    }

    private @Nullable Entry entry(String key) {
        String flag = flags.get(key);
        if (flag != null) {
            return Entry.argument(flag, "--set");
        }
        String variable = environment.get(Variables.of(key));
        if (variable != null) {
            return Entry.argument(variable, Variables.of(key));
        }
        Entry written = file.get(key);
        return written == null ? serviceUser.get(key) : written;
    }
}
