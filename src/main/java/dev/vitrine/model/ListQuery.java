package dev.vitrine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images are asked for, in Glance's own terms and in one order, so that equal questions are equal.
 *
 * @param filters what an image must match, all of them
 * @param limit how many at the most, 1 or more
 * @param marker the image after which to begin, or null for the newest
 */
public record ListQuery(
        List<Filter> filters, int limit, @Nullable ImageId marker) {
    /** Keeps a copy. */
    public ListQuery {
        filters = List.copyOf(filters);
    }

    /** One of Glance's query parameters, not encoded. */
    public record Filter(String name, String value) {}
}
