package dev.vitrine.api.request;

import dev.vitrine.model.Fault;
import dev.vitrine.model.IsoTime;
import dev.vitrine.model.ListQuery.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a list in Glance's terms.
 *
 * <p>Where Nova's own translation is plainly wrong this one is not: a status is the compute API's word, a name with a
 * colon is a name, {@code property-} is taken off as a whole, and nothing of a client's choice reaches one of Glance's
 * control parameters. Properties that Glance cannot filter by are compared by the gateway.
 *
 * @param filters what an image must match, by Glance
 * @param compared the properties that it must have besides, by the gateway
 * @param canMatch false where no image can: then Glance need not be asked
 * @param fault what is wrong, or null
 */
record ListFilters(
        List<Filter> filters,
        List<Filter> compared,
        boolean canMatch,
        @Nullable Fault fault) {
    private static final String PROPERTY = "property-";

    /** The characters of the name and of all properties, once encoded: Glance's server takes a request line of 8 KiB. */
    private static final int MAX_ENCODED = 6000;

    /** No image has a name that takes half of that request line once it is encoded. */
    private static final int MAX_NAME = 4096;

    /** The digits of the largest number that Glance's database has for it, which is of 32 bits. */
    private static final int MAX_DIGITS = 10;

    /** Glance's own words for a state, each of which finds itself; in lists there are no killed or deleted images. */
    private static final Set<String> GLANCE_STATUSES =
            Set.of("queued", "saving", "active", "importing", "uploading", "deactivated");

    ListFilters {
        filters = List.copyOf(filters);
        compared = List.copyOf(compared);
    }

    static ListFilters of(QueryString parameters, Set<String> baseProperties) {
        String name = parameters.get("name");
        Reading reading =
                new Reading(name == null ? 0 : PercentEncoding.encoded(name).length(), baseProperties);
        for (Map.Entry<String, String> parameter : parameters.parameters().entrySet()) {
            reading.take(parameter.getKey(), parameter.getValue());
        }
        reading.filters.addAll(reading.properties.sent());
        return new ListFilters(reading.filters, reading.properties.compared(), reading.canMatch, reading.fault);
    }

    /** The filters read so far. */
    private static final class Reading {
        private final List<Filter> filters = new ArrayList<>();
        private final PropertyFilters properties;
        private final Set<String> baseProperties;
        private boolean canMatch;
        private @Nullable Fault fault;

        /** Takes the length of the name once it is encoded; 0 if there is none. */
        Reading(int nameLength, Set<String> baseProperties) {
            this.baseProperties = baseProperties;
            this.properties = new PropertyFilters(MAX_ENCODED - nameLength);
            this.canMatch = nameLength <= MAX_NAME;
        }

        void take(String name, String value) {
            switch (name) {
                // Without the operator a colon in the name would be taken for the end of one.
                case "name" -> add("name", "eq:" + value);
                case "status" -> status(value.toLowerCase(Locale.ROOT));
                case "changes-since" -> changesSince(value);
                case "server" -> property("instance_uuid", lastSegment(value));
                case "type" -> property("image_type", value);
                case "minRam" -> number("min_ram", value);
                case "minDisk" -> number("min_disk", value);
                default -> {
                    if (name.startsWith(PROPERTY) && name.length() > PROPERTY.length()) {
                        String key = name.substring(PROPERTY.length());
                        canMatch &= !baseProperties.contains(key);
                        property(key, value);
                    }
                }
            }
        }

        private void add(String name, String value) {
            filters.add(new Filter(name, value));
        }

        private void status(String word) {
            switch (word) {
                case "active" -> add("status", "active");
                case "saving" -> add("status", "in:queued,saving");
                case "unknown" -> add("status", "in:importing,uploading,deactivated");
                default -> {
                    canMatch &= GLANCE_STATUSES.contains(word);
                    add("status", word);
                }
            }
        }

        private void changesSince(String value) {
            String utc = IsoTime.utc(value);
            if (utc == null) {
                fault = Fault.badRequest("Invalid changes-since: an ISO 8601 time is expected.");
            } else {
                add("updated_at", "gte:" + utc);
            }
        }

        /** Glance compares for equality; what is no whole number equals none. */
        private void number(String name, String value) {
            boolean isNumber = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
            String number = isNumber ? value.replaceFirst("^0+(?=.)", "") : value;
            canMatch &= isNumber && number.length() <= MAX_DIGITS && Long.parseLong(number) <= Integer.MAX_VALUE;
            add(name, number);
        }

        private void property(String key, String value) {
            canMatch &= properties.add(key, value);
        }

        /** A server goes by its id or by its URL. */
        private static String lastSegment(String value) {
            String bare = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            return bare.substring(bare.lastIndexOf('/') + 1);
        }
    }
}
