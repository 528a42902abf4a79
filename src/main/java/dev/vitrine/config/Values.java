package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Microversion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings as texts, asked for one by one with their types.
 *
 * <p>A flag wins over an environment variable, which wins over the file, which wins over what OpenStack's own variables say
 * of the service user, which wins over the default. What is wrong is
 * gathered and answered with a stand-in, so that one start tells of all of it; what nobody asked for is wrong too. So a
 * section must be asked for to its end, whatever is wrong in it.
 */
final class Values {
    private static final String URL = "a URL such as http://host:port";
    private static final String PRIVATE_KEY =
            "a file with a private key in PEM, beginning with BEGIN PRIVATE KEY, RSA or EC, not encrypted";

    private final Written written;

    Values(
            Map<String, Entry> file,
            Map<String, String> environment,
            Map<String, String> flags,
            Map<String, Entry> serviceUser) {
        written = new Written(file, environment, flags, serviceUser);
    }

    /** The form of a setting's text. */
    private interface Form<T> {
        /** Returns the value written in the text, or null if the text is of another form. */
        @Nullable
        T parse(String text);
    }

    String text(String key, String otherwise) {
        Entry entry = written.ask(key);
        boolean isText = entry != null && !entry.isBlank() && !entry.isList();
        if (entry != null && entry.isList()) {
            problem(key, entry.found(), "one text, not a list");
        }
        String text = entry != null && isText ? entry.items().get(0) : otherwise;
        written.tellText(key, text);
        return text;
    }

    List<String> texts(String key, List<String> otherwise) {
        Entry entry = written.ask(key);
        if (entry != null && entry.form() == Entry.Form.TEXT && !entry.isBlank()) {
            problem(key, entry.found(), "a list, such as [a, b]");
            return otherwise;
        }
        List<String> texts = entry == null ? otherwise : entry.texts();
        written.tellList(key, texts);
        return texts;
    }

    int whole(String key, int otherwise) {
        return typed(
                key, otherwise, "a whole number", text -> text.matches("-?[0-9]{1,9}") ? Integer.valueOf(text) : null);
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
        return typed(key, otherwise, URL, Endpoint::parse);
    }

    @Nullable
    Endpoint endpointOrNull(String key) {
        return typedOrNull(key, URL, Endpoint::parse);
    }

    /** At least one address, each once told if it is none; a single one needs no list. */
    List<Endpoint> endpoints(String key, Endpoint otherwise) {
        Entry entry = written.ask(key);
        if (entry == null) {
            written.tellList(key, List.of(otherwise.toString()));
            return List.of(otherwise);
        }
        written.tellList(key, entry.texts());
        if (entry.texts().isEmpty()) {
            problem(key, "nothing", "at least one URL such as http://host:port");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : entry.texts()) {
            Endpoint endpoint = Endpoint.parse(text);
            if (endpoint == null) {
                problem(key, "\"" + text + "\"", URL);
            } else {
                endpoints.add(endpoint);
            }
        }
        return endpoints.isEmpty() ? List.of(otherwise) : endpoints;
    }

    /** A constant of an enumeration, written in lower case with dashes. */
    <E extends Enum<E>> E oneOf(String key, E otherwise) {
        E[] constants = otherwise.getDeclaringClass().getEnumConstants();
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(word(constant));
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

    /** A file of certificates; null if none is named. */
    @Nullable
    Path certificates(String key) {
        Path path = typedOrNull(key, "a file that is there and can be read", NamedFile::readable);
        if (path != null && NamedFile.certificates(path).isEmpty()) {
            problem(key, "\"" + path + "\"", "a file with certificates in PEM");
        }
        return path;
    }

    /**
     * A file with a private key; null if none is named. What names no file is never told: it may be the key itself, by
     * mistake.
     */
    @Nullable
    Path privateKey(String key) {
        Entry entry = written.ask(key);
        if (entry == null || entry.isBlank()) {
            written.tellText(key, "");
            return null;
        }
        written.tellText(key, entry.items().isEmpty() ? "" : entry.items().get(0));
        Path path = entry.isList() ? null : NamedFile.readable(entry.items().get(0));
        if (path == null) {
            problem(key, "no name of a file that can be read", PRIVATE_KEY + "; what was found is not shown");
        } else if (PrivateKeyFile.key(path) == null) {
            problem(key, "\"" + path + "\"", PRIVATE_KEY);
        }
        return path;
    }

    /** A secret, from an environment variable or from the file that {@code <key>-file} names; null if neither is set. */
    @Nullable
    Secret secret(String key) {
        return written.secret(key);
    }

    /** Application credentials, each in a file of its own; none if no file is named. */
    List<Credentials.ApplicationCredential> credentials(String key) {
        return CredentialFiles.read(written, key);
    }

    /** Makes a record of what was read, or notes what is wrong with it and returns null; then {@link #finish} stops. */
    <T> @Nullable T section(String name, Supplier<T> record) {
        try {
            return record.get();
        } catch (InvalidSetting e) {
            e.problems().forEach(problem -> problem(name + "." + problem.key(), problem.found(), problem.expected()));
            return null;
        }
    }

    void problem(String key, String found, String expected) {
        written.problem(key, found, expected);
    }

    /** Whether a problem with this key was noted, so that what follows from its stand-in need not be told. */
    boolean isWrong(String key) {
        return written.isWrong(key);
    }

    /** Returns every setting as it is in force, for a person to read. */
    List<Setting> told() {
        return written.told();
    }

    /** Returns the keys asked for so far: all that can be set, once the settings have been read. */
    Set<String> asked() {
        return written.asked();
    }

    /** Stops if anything was wrong, or if something was written that nobody asked for. */
    void finish() throws ConfigException {
        written.finish();
    }

    private <T> T typed(String key, T otherwise, String expected, Form<T> form) {
        T value = typedOrNull(key, expected, form);
        if (value == null) {
            written.tellText(key, shown(otherwise));
        }
        return value == null ? otherwise : value;
    }

    /** Returns a default as it would be written. */
    private static String shown(Object value) {
        if (value instanceof Duration duration) {
            return Units.text(duration);
        }
        if (value instanceof Long bytes) {
            return Units.size(bytes);
        }
        return value instanceof Enum<?> constant ? word(constant) : value.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> @Nullable T typedOrNull(String key, String expected, Form<T> form) {
        String text = text(key, "");
        T value = text.isEmpty() ? null : form.parse(text);
        if (value == null && !text.isEmpty()) {
            problem(key, "\"" + text + "\"", expected);
        }
        return value;
    }
}
