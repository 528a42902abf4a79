package dev.vitrine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list request in Glance's terms. The filters have a defined order, so that equal requests are equal cache keys.
 *
 * @param filters the filters that Glance applies, all of which an image must match
 * @param compared the values of custom properties that an image must have besides, which the gateway itself compares since
 *     Glance cannot filter by them
 * @param limit the maximum number of images, 1 or more
 * @param marker the last image of the previous page; null for the first page
 */
public record ListQuery(
        List<Filter> filters,
        List<Filter> compared,
        int limit,
        @Nullable ImageId marker) {
    /** Copies the filters. */
    public ListQuery {
        filters = List.copyOf(filters);
        compared = List.copyOf(compared);
    }

    /** A request whose filters Glance applies. */
    public ListQuery(List<Filter> filters, int limit, @Nullable ImageId marker) {
        this(filters, List.of(), limit, marker);
    }

    /** Returns whether an image that Glance has found has the properties that the gateway compares. */
    public boolean matches(Image image) {
        return compared.stream()
                .allMatch(filter -> image.metadata().stream()
                        .anyMatch(property -> property.key().equals(filter.name())
                                && property.value() instanceof PropertyValue.Text text
                                && text.text().equals(filter.value())));
    }

    /** A query parameter of Glance, or a property; not percent-encoded. */
    public record Filter(String name, String value) {}

    /**
     * A page of a list whose images were delivered one by one.
     *
     * @param count the number of images
     * @param last the id of the last image; null if there are none
     */
    public record Page(int count, @Nullable String last) {}
}
