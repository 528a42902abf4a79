package dev.vitrine.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting as it is in force, for a person to read.
 *
 * @param key its name
 * @param kind how it is written
 * @param texts its text or the texts of its list; empty for nothing. Of a secret never more than that it is there
 * @param origin where it was written: file and line, variable, flag, or "default"
 */
public record Setting(String key, Kind kind, List<String> texts, String origin) {
    static final String DEFAULT = "default";

    /** What can be written in YAML as it is, and is a text there. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.](?:[A-Za-z0-9/_.:-]*[A-Za-z0-9/_.-])?");

    /** How a setting is written. */
    public enum Kind {
        /** One text. */
        TEXT,
        /** A list of texts. */
        LIST,
        /** Not at all: it comes from a file of its own or a variable. */
        SECRET
    }

    /** Keeps a copy of the texts. */
    public Setting {
        texts = List.copyOf(texts);
    }

    static Setting text(String key, String text, String origin) {
        return new Setting(key, Kind.TEXT, text.isEmpty() ? List.of() : List.of(text), origin);
    }

    static Setting list(String key, List<String> texts, String origin) {
        return new Setting(key, Kind.LIST, texts, origin);
    }

    static Setting secret(String key, boolean isSet, String origin) {
        return new Setting(key, Kind.SECRET, isSet ? List.of("(hidden)") : List.of(), isSet ? origin : DEFAULT);
    }

    /** Returns whether somebody has written it. */
    public boolean isOwn() {
        return !origin.equals(DEFAULT);
    }

    /** Returns its line in a settings file, with its origin behind it; that of a secret is a comment. */
    public String line() {
        String value = texts.stream().map(Setting::quoted).collect(Collectors.joining(", "));
        String shown = switch (kind) {
            case TEXT -> value;
            case LIST -> "[" + value + "]";
            case SECRET -> texts.isEmpty() ? "(none)" : texts.get(0);
        };
        String written = (kind == Kind.SECRET ? "# " : "") + key + ": " + shown;
        return written.stripTrailing() + "  # " + origin;
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(c -> quoted.append(
                        c < ' ' || c == '"' || c == '\\' || c > '~' ? String.format("\\u%04X", c) : (char) c));
        return quoted.append('"').toString();
    }
}
