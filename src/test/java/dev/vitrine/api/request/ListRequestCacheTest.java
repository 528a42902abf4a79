package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListRequestCacheTest {
    private final ListRequestCache cache = new ListRequestCache(10, Set.of());

    @ParameterizedTest
    @ValueSource(strings = {"", "limit=2", "name=a&status=ACTIVE", "property-a=b;x=%C3%BC", "limit=3&marker="})
    void queryIsParsedOnceForAllMounts(String query) {
        ListRequest first = cache.get(query, true);

        assertThat(cache.get(query, false)).isSameAs(first).isEqualTo(ListRequest.parse(query, 10, Set.of(), false));
    }

    @Test
    void noQueryIsAnEmptyOne() {
        assertThat(cache.get(null, false)).isSameAs(cache.get("", false));
    }

    /** What is wrong is said in the mount's words. */
    @ParameterizedTest
    @CsvSource({
        "limit=x,      limit param must be an integer, Invalid input received: limit must be an integer",
        "limit=-1,     limit param must be positive,   Invalid input received: limit must be >= 0",
        "name=%FF,     The query cannot be decoded.,   The query cannot be decoded.",
        "marker=nope,  No image found with ID nope,    No image found with ID nope"
    })
    void wrongQueryIsNotKept(String query, String legacy, String modern) {
        for (int i = 0; i < 2; i++) {
            assertThat(cache.get(query, true).fault().message()).isEqualTo(legacy);
            assertThat(cache.get(query, false).fault().message()).isEqualTo(modern);
        }
    }

    @Test
    void longQueryIsParsedEachTime() {
        String shortQuery = "x=" + "y".repeat(510);
        String longQuery = shortQuery + "y";

        assertThat(ListRequestCache.isShort(null)).isTrue();
        assertThat(ListRequestCache.isShort(shortQuery)).isTrue();
        assertThat(cache.get(shortQuery, true)).isSameAs(cache.get(shortQuery, true));
        assertThat(ListRequestCache.isShort(longQuery)).isFalse();
        assertThat(cache.get(longQuery, true))
                .isEqualTo(cache.get(longQuery, true))
                .isNotSameAs(cache.get(longQuery, true));
    }

    @Test
    void queriesWithoutNumberTakeABoundedPlace() {
        String many = "&a=b&c=d&e=f".repeat(30);
        int kept = 0;
        for (int i = 0; i < 10_000; i++) {
            cache.get("limit=" + i + many, true);
        }
        for (int i = 0; i < 10_000; i++) {
            kept += cache.isKept("limit=" + i + many) ? 1 : 0;
        }

        assertThat(kept).isBetween(1, (256 << 10) / (6 * many.length()));
    }
}
