package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Microversion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings as texts, asked for one by one with their types.
 *
 * <p>A flag wins over an environment variable, which wins over the file, which wins over the default. What is wrong is
 * gathered, so that one start tells of all of it; keys that nobody asked for are wrong too.
 */
final class Values {
    private final Map<String, Entry> file;
    private final Map<String, String> environment;
    private final Map<String, String> flags;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    Values(Map<String, Entry> file, Map<String, String> environment, Map<String, String> flags) {
        this.file = file;
        this.environment = environment;
        this.flags = flags;
    }

    /** Returns the environment variable that stands for a key. */
    static String variable(String key) {
        return "VITRINE_" + key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** The form of a setting's text. */
    private interface Form<T> {
        /** Returns the value written in the text, or null if the text is of another form. */
        @Nullable
        T parse(String text);
    }

    String text(String key, String otherwise) {
        Entry entry = entry(key);
        if (entry == null) {
            return otherwise;
        }
        if (entry.isList()) {
            problem(key, entry.found(), "one text, not a list");
            return otherwise;
        }
        return entry.items().get(0);
    }

    List<String> texts(String key, List<String> otherwise) {
        asked.add(key);
        Entry written = flagOrVariable(key);
        if (written != null) {
            return List.of(
                    written.items().isEmpty()
                            ? new String[0]
                            : written.items().get(0).split(" *, *", -1));
        }
        Entry entry = file.get(key);
        return entry == null ? otherwise : entry.items();
    }

    int whole(String key, int otherwise) {
        return typed(key, otherwise, "a whole number", text -> {
            boolean digits =
                    !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Integer.valueOf(text) : null;
        });
    }

    boolean flag(String key, boolean otherwise) {
        return typed(key, otherwise, "true or false", text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        });
    }

    Duration duration(String key, Duration otherwise) {
        return typed(key, otherwise, "a duration such as 250ms, 5s, 2m or 1h", Units::duration);
    }

    long bytes(String key, long otherwise) {
        return typed(key, otherwise, "a size such as 512KiB, 64MiB or 1GiB", Units::bytes);
    }

    Microversion microversion(String key, Microversion otherwise) {
        return typed(key, otherwise, "a version such as 2.35", Microversion::parse);
    }

    Endpoint endpoint(String key, Endpoint otherwise) {
        Endpoint endpoint = endpointOrNull(key);
        return endpoint == null ? otherwise : endpoint;
    }

    @Nullable
    Endpoint endpointOrNull(String key) {
        String text = text(key, "");
        Endpoint endpoint = text.isEmpty() ? null : Endpoint.parse(text);
        if (endpoint == null && !text.isEmpty()) {
            problem(key, "\"" + text + "\"", "a URL such as http://host:port");
        }
        return endpoint;
    }

    List<Endpoint> endpoints(String key, String otherwise) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : texts(key, List.of(otherwise))) {
            Endpoint endpoint = Endpoint.parse(text);
            if (endpoint == null) {
                problem(key, "\"" + text + "\"", "a URL such as http://host:port");
            } else {
                endpoints.add(endpoint);
            }
        }
        if (endpoints.isEmpty()) {
            problem(key, "nothing", "at least one URL such as http://host:port");
            endpoints.add(Objects.requireNonNull(Endpoint.parse(otherwise)));
        }
        return endpoints;
    }

    /** A constant of an enumeration, written in lower case with dashes. */
    <E extends Enum<E>> E oneOf(String key, E otherwise) {
        E[] constants = otherwise.getDeclaringClass().getEnumConstants();
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return typed(key, otherwise, "one of " + String.join(", ", words), text -> {
            int at = words.indexOf(text);
            return at < 0 ? null : constants[at];
        });
    }

    /** The default or one of the other words. */
    String oneOf(String key, String otherwise, List<String> others) {
        String expected = "one of " + otherwise + ", " + String.join(", ", others);
        return typed(key, otherwise, expected, text -> text.equals(otherwise) || others.contains(text) ? text : null);
    }

    /** A file that is there and can be read; null if none is named. */
    @Nullable
    Path readable(String key) {
        String text = text(key, "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            Path path = Path.of(text);
            if (Files.isReadable(path) && !Files.isDirectory(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Told below: no file can have such a name.
        }
        problem(key, "\"" + text + "\"", "a file that is there and can be read");
        return null;
    }

    /** A secret, from an environment variable or from the file that {@code <key>-file} names; null if neither is set. */
    @Nullable
    Secret secret(String key) {
        Path path = readable(key + "-file");
        if (file.containsKey(key) || flags.containsKey(key)) {
            asked.add(key);
            Entry entry = file.get(key);
            problems.add((entry == null || flags.containsKey(key) ? "--set" : entry.origin()) + ": " + key
                    + ": a secret (expected: not here, but in the file named by " + key + "-file or in "
                    + variable(key) + ")");
            return new Secret("");
        }
        String variable = environment.get(variable(key));
        if (variable != null && !variable.isEmpty()) {
            return new Secret(variable);
        }
        try {
            String text = path == null ? "" : Files.readString(path).stripTrailing();
            return text.isEmpty() ? null : new Secret(text);
        } catch (IOException e) {
            problem(key + "-file", "\"" + path + "\"", "a text file in UTF-8");
            return null;
        }
    }

    /** Makes a record, or notes what it says is wrong and returns null; then {@link #finish} stops. */
    <T> @Nullable T section(String name, Supplier<T> record) {
        try {
            return record.get();
        } catch (BadSetting e) {
            problem(name + "." + e.key(), e.found(), e.expected());
            return null;
        }
    }

    void problem(String key, String found, String expected) {
        Entry entry = entry(key);
        String origin = entry == null ? "" : entry.origin() + ": ";
        problems.add(origin + key + ": " + found + " (expected: " + expected + ")");
    }

    /** Returns the keys asked for so far: all that can be set, once the settings have been read. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** Stops if anything was wrong, or if a key was written that nobody asked for. */
    void finish() throws SettingsException {
        file.forEach((key, entry) -> {
            if (!isBareSection(key, entry)) {
                unknown(key, entry.origin());
            }
        });
        flags.forEach((key, value) -> unknown(key, "--set"));
        if (!problems.isEmpty()) {
            throw new SettingsException(List.copyOf(problems));
        }
    }

    /** A section of which every member is commented out. */
    private boolean isBareSection(String key, Entry entry) {
        return entry.items().isEmpty()
                && !entry.isList()
                && asked.stream().anyMatch(known -> known.startsWith(key + "."));
    }

    private void unknown(String key, String origin) {
        if (!asked.contains(key)) {
            problems.add(origin + ": " + key + ": unknown key (expected: " + Nearest.to(key, asked) + ")");
        }
    }

    private <T> T typed(String key, T otherwise, String expected, Form<T> form) {
        String text = text(key, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        T value = form.parse(text);
        if (value == null) {
            problem(key, "\"" + text + "\"", expected);
            return otherwise;
        }
        return value;
    }

    /** Returns what was written for a key, or null if nothing was, or only its name. */
    private @Nullable Entry entry(String key) {
        asked.add(key);
        Entry entry = flagOrVariable(key);
        entry = entry == null ? file.get(key) : entry;
        return entry == null || (entry.items().isEmpty() && !entry.isList()) ? null : entry;
    }

    private @Nullable Entry flagOrVariable(String key) {
        String flag = flags.get(key);
        if (flag != null) {
            return Entry.text(flag, "--set");
        }
        String variable = environment.get(variable(key));
        return variable == null ? null : Entry.text(variable, variable(key));
    }
}
