package dev.vitrine.model;

import dev.vitrine.identity.Digest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list request in Glance's terms. The filters have a defined order, so that equal requests are equal cache keys.
 *
 * @param filters the filters that Glance applies, all of which an image must match
 * @param compared the values of custom properties that an image must have besides, which the gateway itself compares since
 *     Glance cannot filter by them
 * @param limit the maximum number of images, 1 or more
 * @param marker the last image of the previous page; null for the first page
 * @param digest of all of that, different in each process. What is cached is kept under it, and not under words that clients
 *     choose, which take heap and may be such that their hash codes are equal
 */
public record ListQuery(
        List<Filter> filters,
        List<Filter> compared,
        int limit,
        @Nullable ImageId marker,
        Digest digest) {
    private static final String SALT = Long.toHexString(new SecureRandom().nextLong());

    /** Copies the filters. */
    public ListQuery {
        filters = List.copyOf(filters);
        compared = List.copyOf(compared);
    }

    /** Takes the digest of these. */
    public ListQuery(List<Filter> filters, List<Filter> compared, int limit, @Nullable ImageId marker) {
        this(filters, compared, limit, marker, digest(filters, compared, limit, marker));
    }

    /** A request whose filters Glance applies. */
    public ListQuery(List<Filter> filters, int limit, @Nullable ImageId marker) {
        this(filters, List.of(), limit, marker);
    }

    private static Digest digest(List<Filter> filters, List<Filter> compared, int limit, @Nullable ImageId marker) {
        List<String> fields =
                new ArrayList<>(List.of(SALT, "" + limit, marker == null ? "" : marker.text(), "" + filters.size()));
        Stream.concat(filters.stream(), compared.stream()).forEach(filter -> {
            fields.add(filter.name());
            fields.add(filter.value());
        });
        return Digest.of(fields);
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
