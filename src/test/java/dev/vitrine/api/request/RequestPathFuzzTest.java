package dev.vitrine.api.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.model.ImageId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Paths and queries that nobody thought of; each byte is a character, as in a request line. */
class RequestPathFuzzTest {
    @FuzzTest
    void path(byte[] bytes) {
        String path = "/" + new String(bytes, ISO_8859_1);
        RequestPath target = RequestPath.of(path, Mount::isOld);
        RequestPath plain = RequestPath.plain(path, Mount::isOld);
        ImageId id = ImageId.parse(target.image());

        assertThat(plain == null || plain.equals(target))
                .as("%s leads to %s and to %s", path, target, plain)
                .isTrue();
        // The one text of a client's that gets into a path of Glance's.
        assertThat(id == null || id.text().matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"))
                .isTrue();
        assertThat(target.route() == null || target.mount() != null).isTrue();
    }

    @FuzzTest
    void query(byte[] bytes) {
        QueryString query = QueryString.parse(new String(bytes, ISO_8859_1));
        if (query != null) {
            Map<String, String> more = new HashMap<>(query.parameters());
            more.put("marker", "m&=;%+ ");
            QueryString next = QueryString.parse(query.withMarker("m&=;%+ ").substring(1));

            assertThat(next).isNotNull();
            assertThat(next.parameters()).isEqualTo(more);
            ListFilters filters = ListFilters.of(query, Set.of());
            assertThat(filters.filters())
                    .hasSizeLessThanOrEqualTo(query.parameters().size());
        }
    }
}
