package dev.vitrine.demo;

import java.util.LinkedHashSet;
import java.util.Set;

/** The values behind {@code in:}, separated by commas; one in double quotes may hold commas, {@code \"} and {@code \\}. */
final class QuotedList {
    private QuotedList() {}

    static Set<String> of(String text) {
        Set<String> values = new LinkedHashSet<>();
        StringBuilder value = new StringBuilder();
        boolean isQuoted = false;
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one == '\\' && isQuoted && at + 1 < text.length()) {
                value.append(text.charAt(++at));
            } else if (one == '"') {
                isQuoted = !isQuoted;
            } else if (one == ',' && !isQuoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(one);
            }
        }
        if (isQuoted) {
            throw new Refusal(400, "Invalid filter value " + text + ". The quote is not closed.");
        }
        values.add(value.toString());
        return values;
    }
}
