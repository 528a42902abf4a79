package dev.vitrine.api.request;

import dev.vitrine.glance.WholeNumber;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a list, judged and put into Glance's terms.
 *
 * @param parameters as the client sent them; none if they cannot be decoded
 * @param query what to ask Glance for; null where no image can match
 * @param limit how many images the page holds at the most
 * @param fault what is wrong, or null
 */
public record ListRequest(
        QueryString parameters,
        @Nullable ListQuery query,
        int limit,
        @Nullable Fault fault) {
    private static final Fault UNDECODABLE = Fault.badRequest("The query cannot be decoded.");

    /** Decodes a raw query, empty for none, and judges its parameters as {@link #of} does. */
    public static ListRequest parse(String rawQuery, int max, Set<String> baseProperties, boolean legacy) {
        QueryString parameters = QueryString.parse(rawQuery);
        return parameters == null
                ? new ListRequest(new QueryString(Map.of()), null, 0, UNDECODABLE)
                : of(parameters, max, baseProperties, legacy);
    }

    /**
     * Judges the parameters.
     *
     * @param max how many images a page may hold
     * @param baseProperties members of Glance's documents that are no properties, besides Glance's own attributes
     * @param legacy whether the mount tells what is wrong in Icehouse's words
     */
    public static ListRequest of(QueryString parameters, int max, Set<String> baseProperties, boolean legacy) {
        for (String name : new String[] {"limit", "page_size", "offset"}) {
            Fault fault = IntegerParameter.fault(name, parameters.get(name), legacy);
            if (fault != null) {
                return new ListRequest(parameters, null, 0, fault);
            }
        }
        String limitText = parameters.get("limit");
        long asked = limitText == null ? 0 : IntegerParameter.parse(limitText);
        int limit = asked == 0 ? max : (int) Math.min(asked, max);
        ListFilters filters = ListFilters.of(parameters, baseProperties);
        if (filters.fault() != null) {
            return new ListRequest(parameters, null, limit, filters.fault());
        }
        String marker = parameters.get("marker");
        ImageId after = marker == null || marker.isEmpty() ? null : ImageId.parse(marker);
        if (after == null && marker != null && !marker.isEmpty()) {
            return new ListRequest(parameters, null, limit, Fault.badRequest("No image found with ID " + marker));
        }
        ListQuery query =
                filters.canMatch() ? new ListQuery(filters.filters(), filters.compared(), limit, after) : null;
        return new ListRequest(parameters, query, limit, null);
    }

    /**
     * Whole numbers as Python's {@code int} reads them, which is what Nova takes: {@code +3}, {@code 03}, {@code 1_0}, other
     * digits.
     */
    private static final class IntegerParameter {
        private IntegerParameter() {}

        /** Returns the fault of a parameter that must be a whole number from 0 on; null if it is one, or is not there. */
        static @Nullable Fault fault(String name, @Nullable String text, boolean legacy) {
            Long value = text == null ? Long.valueOf(0) : parseOrNull(text);
            if (value == null) {
                return Fault.badRequest(
                        legacy
                                ? name + " param must be an integer"
                                : "Invalid input received: " + name + " must be an integer");
            }
            if (value < 0) {
                return Fault.badRequest(
                        legacy
                                ? name + " param must be positive"
                                : "Invalid input received: " + name + " must be >= 0");
            }
            return null;
        }

        /** Returns the number that is known to stand in the text; very large ones are all the same. */
        static long parse(String text) {
            Long value = parseOrNull(text);
            return value == null ? 0 : value;
        }

        private static @Nullable Long parseOrNull(String text) {
            String digits = WholeNumber.digits(text);
            if (digits == null) {
                return null;
            }
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
        }
    }
}
