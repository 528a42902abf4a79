package dev.vitrine.config;

import java.util.List;

/**
 * One setting as it was written.
 *
 * @param items its text, or the texts of its list; empty if it was left blank
 * @param isList whether it was written as a list
 * @param origin where it was written, for a person: file and line, variable, or flag
 */
record Entry(List<String> items, boolean isList, String origin) {
    Entry {
        items = List.copyOf(items);
    }

    static Entry text(String text, String origin) {
        return new Entry(text.isEmpty() ? List.of() : List.of(text), false, origin);
    }

    String found() {
        return isList ? items.toString() : items.isEmpty() ? "nothing" : "\"" + items.get(0) + "\"";
    }
}
