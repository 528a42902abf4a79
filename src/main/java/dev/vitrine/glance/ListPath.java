package dev.vitrine.glance;

import dev.vitrine.model.ListQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The path and query of Glance's image list; every name and value is percent-encoded. */
final class ListPath {
    private ListPath() {}

    static String of(ListQuery query, int limit, @Nullable String marker) {
        StringBuilder path = new StringBuilder("/v2/images?limit=").append(limit);
        if (marker != null) {
            path.append("&marker=").append(encoded(marker));
        }
        for (ListQuery.Filter filter : query.filters()) {
            path.append('&').append(encoded(filter.name())).append('=').append(encoded(filter.value()));
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
