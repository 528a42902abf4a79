package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListPathTest {

    @Test
    void limitAndMarkerAreThoseOfThePage() {
        ListQuery query = new ListQuery(List.of(), 1000, null);

        assertThat(ListPath.of(query, 7, null)).isEqualTo("/v2/images?limit=7");
        assertThat(ListPath.of(query, 7, "a b&c")).isEqualTo("/v2/images?limit=7&marker=a%20b%26c");
    }

    @Test
    void nothingInANameOrAValueEndsIt() {
        ListQuery query = new ListQuery(
                List.of(
                        new Filter("a&b=c", "d&limit=1#e?f"),
                        new Filter("é", "☃ +%;/\r\n"),
                        new Filter("name", "eq:x")),
                1,
                null);

        assertThat(ListPath.of(query, 1, null))
                .isEqualTo("/v2/images?limit=1&a%26b%3Dc=d%26limit%3D1%23e%3Ff"
                        + "&%C3%A9=%E2%98%83%20%2B%25%3B%2F%0D%0A&name=eq%3Ax");
    }
}
