package dev.vitrine.config.source;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One effective setting, for a person to read.
 *
 * @param key its name
 * @param kind how it is written
 * @param texts its text or the texts of its list; empty for nothing. For a secret never more than that it is set
 * @param origin where it is written: file and line, variable, flag, or "default"
 */
public record EffectiveSetting(String key, Kind kind, List<String> texts, String origin) {
    static final String DEFAULT = "default";

    /** What can be written in YAML as it is, and is a text there. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.](?:[A-Za-z0-9/_.:-]*[A-Za-z0-9/_.-])?");

    /** How a setting is written. */
    public enum Kind {
        /** One text. */
        TEXT,
        /** A list of texts. */
        LIST,
        /** Not at all: it comes from a file of its own or from a variable. */
        SECRET,
        /** Not at all: it is no setting, but stands in {@code OS_*} or {@code clouds.yaml} beside the service user. */
        WITHOUT_EFFECT
    }

    /** Keeps a copy of the texts. */
    public EffectiveSetting {
        texts = List.copyOf(texts);
    }

    /** Returns a setting with one text; an empty text stands for none. */
    public static EffectiveSetting text(String key, String text, String origin) {
        return new EffectiveSetting(key, Kind.TEXT, text.isEmpty() ? List.of() : List.of(text), origin);
    }

    /** Returns a setting with a list of texts. */
    public static EffectiveSetting list(String key, List<String> texts, String origin) {
        return new EffectiveSetting(key, Kind.LIST, texts, origin);
    }

    static EffectiveSetting secret(String key, boolean isSet, String origin) {
        return new EffectiveSetting(
                key, Kind.SECRET, isSet ? List.of("(hidden)") : List.of(), isSet ? origin : DEFAULT);
    }

    /** Returns what is no setting, and stands beside the service user. */
    public static EffectiveSetting withoutEffect(String name, String origin) {
        String shown = quoted(Redaction.ADDRESS.of(name));
        return new EffectiveSetting(shown, Kind.WITHOUT_EFFECT, List.of("(without effect)"), origin);
    }

    /** Returns whether it is written anywhere, and so is not the default. */
    public boolean isOwn() {
        return !origin.equals(DEFAULT);
    }

    /**
     * Returns its line in a settings file, with its origin as a comment. The line of a secret, or of what is no setting, is a
     * comment as a whole.
     */
    public String line() {
        String value = texts.stream().map(EffectiveSetting::quoted).collect(Collectors.joining(", "));
        String shown = switch (kind) {
            case TEXT -> value;
            case LIST -> "[" + value + "]";
            case SECRET, WITHOUT_EFFECT -> texts.isEmpty() ? "(none)" : texts.get(0);
        };
        boolean isComment = kind == Kind.SECRET || kind == Kind.WITHOUT_EFFECT;
        String written = (isComment ? "# " : "") + key + ": " + shown;
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
