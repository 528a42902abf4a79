package dev.vitrine.management;

import dev.vitrine.cache.ImageSearch;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a search for cached images. An empty value is no condition.
 *
 * <pre>
 *   id       what the image's id begins with
 *   project  the id of the project for which the image was loaded
 *   state    fresh, stale, must-revalidate or expired
 *   min_age  in whole seconds, since the load began
 *   max_age  in whole seconds
 *   limit    of the entries that are returned: 1 to 200, by default 50; only where entries are returned
 * </pre>
 */
record ImageSearchQuery(ImageSearch search, int limit) {
    static final int MAX_ENTRIES = 200;
    private static final int DEFAULT_ENTRIES = 50;
    private static final Set<String> CONDITIONS = Set.of("id", "project", "state", "min_age", "max_age");
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{0,36}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /**
     * Reads the query.
     *
     * @param hasLimit whether it may have a limit
     * @throws IllegalArgumentException with a message for the client, if it is not understood
     */
    static ImageSearchQuery of(MultiMap parameters, boolean hasLimit) {
        Set<String> known = new HashSet<>(CONDITIONS);
        if (hasLimit) {
            known.add("limit");
        }
        for (String name : parameters.names()) {
            check(
                    known.contains(name),
                    name + ": no such condition; there is " + String.join(", ", sorted(known)) + ".");
            check(parameters.getAll(name).size() == 1, name + ": once at most.");
        }
        String id = text(parameters, "id").toLowerCase(Locale.ROOT);
        check(ID.matcher(id).matches(), "id: the beginning of an image's id, hexadecimal digits and hyphens.");
        String state = text(parameters, "state");
        check(
                state.isEmpty() || ImageSearch.states().contains(state),
                "state: one of " + String.join(", ", ImageSearch.states()) + ".");
        Duration minAge = seconds(parameters, "min_age");
        return new ImageSearchQuery(
                new ImageSearch(
                        id,
                        orNull(text(parameters, "project")),
                        orNull(state),
                        minAge == null ? Duration.ZERO : minAge,
                        seconds(parameters, "max_age")),
                limit(text(parameters, "limit")));
    }

    private static Iterable<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static String text(MultiMap parameters, String name) {
        String value = parameters.get(name);
        return value == null ? "" : value.strip();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Duration seconds(MultiMap parameters, String name) {
        String text = text(parameters, name);
        check(text.isEmpty() || NUMBER.matcher(text).matches(), name + ": whole seconds.");
        return text.isEmpty() ? null : Duration.ofSeconds(Long.parseLong(text));
    }

    private static int limit(String text) {
        int limit = text.isEmpty() ? DEFAULT_ENTRIES : NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        check(limit >= 1 && limit <= MAX_ENTRIES, "limit: 1 to " + MAX_ENTRIES + ".");
        return limit;
    }

    private static void check(boolean isValid, String message) {
        if (!isValid) {
            throw new IllegalArgumentException(message);
        }
    }
}
