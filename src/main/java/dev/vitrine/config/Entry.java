package dev.vitrine.config;

import java.util.List;

/**
 * One setting as it was written.
 *
 * @param items its text, or the texts of its list; empty if it was left blank
 * @param form how it was written
 * @param origin where it was written, for a person: file and line, variable, or flag
 */
record Entry(List<String> items, Form form, String origin) {
    /** How a setting can be written. */
    enum Form {
        /** A text in the file. */
        TEXT,
        /** A list in the file. */
        LIST,
        /** A variable or a flag: a text, or a list separated by commas. */
        ARGUMENT
    }

    Entry {
        items = List.copyOf(items);
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

    /** Whether only the key was written. An empty list is more than that. */
    boolean isBlank() {
        return items.isEmpty() && !isList();
    }

    /** Returns the text if there is one, else the items of the list. */
    List<String> texts() {
        return form == Form.ARGUMENT && !isBlank() ? List.of(items.get(0).split(" *, *", -1)) : items;
    }

    String found() {
        return isList() ? items.toString() : isBlank() ? "nothing" : "\"" + items.get(0) + "\"";
    }

    private static List<String> textOrNothing(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }
}
