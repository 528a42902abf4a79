package dev.vitrine.api;

import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a list, judged and put into Glance's terms.
 *
 * @param query what to ask Glance for; null where no image can match
 * @param limit how many images the page holds at the most
 * @param fault what is wrong, or null
 */
record ListRequest(
        @Nullable ListQuery query, int limit, @Nullable Fault fault) {

    /**
     * Judges the parameters.
     *
     * @param max how many images a page may hold
     * @param legacy whether the mount tells what is wrong in Icehouse's words
     */
    static ListRequest of(QueryString parameters, int max, boolean legacy) {
        for (String name : new String[] {"limit", "page_size", "offset"}) {
            Fault fault = IntegerParameter.fault(name, parameters.get(name), legacy);
            if (fault != null) {
                return new ListRequest(null, 0, fault);
            }
        }
        String limitText = parameters.get("limit");
        long asked = limitText == null ? 0 : IntegerParameter.parse(limitText);
        int limit = asked == 0 ? max : (int) Math.min(asked, max);
        ListFilters filters = ListFilters.of(parameters);
        if (filters.fault() != null) {
            return new ListRequest(null, limit, filters.fault());
        }
        String marker = parameters.get("marker");
        ImageId after = marker == null || marker.isEmpty() ? null : ImageId.parse(marker);
        if (after == null && marker != null && !marker.isEmpty()) {
            return new ListRequest(null, limit, Fault.badRequest("No image found with ID " + marker));
        }
        ListQuery query = filters.canMatch() ? new ListQuery(filters.filters(), limit, after) : null;
        return new ListRequest(query, limit, null);
    }
}
