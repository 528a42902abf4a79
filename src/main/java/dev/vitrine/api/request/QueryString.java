package dev.vitrine.api.request;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, decoded from their form encoding (WHATWG URL, section 5.1): a percent sign that begins no
 * escape is itself. UTF-8 is strict here, where the WHATWG's parser replaces what is none, since Nova takes no such name.
 *
 * <p>Both {@code &} and {@code ;} separate them, as in Nova. Of a repeated one the last counts.
 *
 * @param parameters value by name, sorted by name
 */
public record QueryString(Map<String, String> parameters) {
    /** Copies the parameters. */
    public QueryString {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** Returns the parameters, or null if one of them is no UTF-8 or holds U+0000. */
    public static @Nullable QueryString parse(@Nullable String query) {
        Map<String, String> parameters = new TreeMap<>();
        String rest = query == null ? "" : query;
        int from = 0;
        while (from < rest.length()) {
            int end = from;
            while (end < rest.length() && rest.charAt(end) != '&' && rest.charAt(end) != ';') {
                end++;
            }
            if (end > from && !put(parameters, rest.substring(from, end))) {
                return null;
            }
            from = end + 1;
        }
        return new QueryString(parameters);
    }

    private static boolean put(Map<String, String> parameters, String pair) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        if (name == null || value == null) {
            return false;
        }
        parameters.put(name, value);
        return true;
    }

    private static @Nullable String decoded(String raw) {
        String text = PercentEncoding.decodedLeniently(raw.replace('+', ' '));
        return text == null || text.indexOf('\0') >= 0 ? null : text;
    }

    /** Returns a parameter's value, or null if there is none. */
    @Nullable
    String get(String name) {
        return parameters.get(name);
    }

    /** Returns these parameters as a query, sorted by name and encoded as a form is, with another marker. */
    public String withMarker(String marker) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("marker", marker);
        StringBuilder query = new StringBuilder();
        all.forEach((name, value) -> query.append(query.isEmpty() ? "?" : "&")
                .append(form(name))
                .append('=')
                .append(form(value)));
        return query.toString();
    }

    private static String form(String text) {
        return PercentEncoding.encoded(text).replace("%20", "+");
    }
}
