package dev.vitrine.config.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings are written.
 *
 * @param file entries of the settings file by key
 * @param environment environment variables
 * @param flags texts of {@code --set} by key
 * @param serviceUser entries that OpenStack's own variables or {@code clouds.yaml} set, by key
 */
public record Sources(
        Map<String, Entry> file,
        Map<String, String> environment,
        Map<String, String> flags,
        Map<String, Entry> serviceUser) {
    static final String FLAG = "--set";

    /** Returns the entry of a key, from the source of the highest precedence; null if it is written nowhere. */
    @Nullable
    Entry entry(String key) {
        String flag = flags.get(key);
        if (flag != null) {
            return Entry.argument(flag, FLAG);
        }
        String variable = environment.get(KeyNames.variable(key));
        if (variable != null) {
            return Entry.argument(variable, KeyNames.variable(key));
        }
        Entry written = file.get(key);
        return written == null ? serviceUser.get(key) : written;
    }

    /**
     * One setting as it is written.
     *
     * @param items its text, or the texts of its list; empty if only the key or an empty text is written
     * @param form how it is written
     * @param origin where it is written: file and line, variable, or flag
     */
    public record Entry(List<String> items, Form form, String origin) {
        /** How a setting can be written. */
        enum Form {
            /** Only the key in the file: nothing is set. */
            BARE,
            /** A text in the file. */
            TEXT,
            /** A list in the file. */
            LIST,
            /** A variable or a flag: a text, or a list separated by commas. */
            ARGUMENT
        }

        /** Copies the items. */
        public Entry {
            items = List.copyOf(items);
        }

        static Entry bare(String origin) {
            return new Entry(List.of(), Form.BARE, origin);
        }

        static Entry text(String text, String origin) {
            return new Entry(textOrNothing(text), Form.TEXT, origin);
        }

        static Entry argument(String text, String origin) {
            return new Entry(textOrNothing(text), Form.ARGUMENT, origin);
        }

        static Entry list(List<String> items, String origin) {
            return new Entry(items, Form.LIST, origin);
        }

        boolean isList() {
            return form == Form.LIST;
        }

        /** Returns whether nothing is set, though the key stands in the file. */
        boolean isBare() {
            return form == Form.BARE;
        }

        /** Returns whether only the key is written, or an empty text. An empty list is more than that. */
        boolean isBlank() {
            return items.isEmpty() && !isList();
        }

        /** Returns the text; empty if there is none. */
        String text() {
            return items.isEmpty() ? "" : items.get(0);
        }

        /** Returns the items of the list, or the text as the only item. */
        List<String> texts() {
            return form == Form.ARGUMENT && !isBlank() ? List.of(items.get(0).split(" *, *", -1)) : items;
        }

        /** Returns the entry as a message shows it. */
        String found(ValueType<?> type) {
            return isList() ? type.redaction().ofAll(items).toString() : isBlank() ? "nothing" : type.shown(text());
        }

        private static List<String> textOrNothing(String text) {
            return text.isEmpty() ? List.of() : List.of(text);
        }
    }
}
