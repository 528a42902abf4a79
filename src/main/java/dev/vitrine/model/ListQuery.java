package dev.vitrine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list request in Glance's terms. The filters have a defined order, so that equal requests are equal cache keys.
 *
 * @param filters the filters, all of which an image must match
 * @param limit the maximum number of images, 1 or more
 * @param marker the last image of the previous page; null for the first page
 */
public record ListQuery(
        List<Filter> filters, int limit, @Nullable ImageId marker) {
    /** Copies the filters. */
    public ListQuery {
        filters = List.copyOf(filters);
    }

    /** A query parameter of Glance, not percent-encoded. */
    public record Filter(String name, String value) {}

    /**
     * A page of a list whose images were delivered one by one.
     *
     * @param count the number of images
     * @param last the id of the last image; null if there are none
     */
    public record Page(int count, @Nullable String last) {}
}
