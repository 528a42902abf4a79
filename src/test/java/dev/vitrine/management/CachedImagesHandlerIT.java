package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Search and invalidation of what is cached. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class CachedImagesHandlerIT {
    private static final String PRIVATE = TestGateway.FAKEIMAGE7;
    private static final String PUBLIC = TestGateway.PUBLIC_IMAGE;

    private final ManualClocks clock = new ManualClocks();
    private TestGateway gateway;

    /** A public image that two projects have asked for, seven seconds ago, and a private one of one of them. */
    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, clock.time());
        gateway.get("admin", "/v2/admin/images/" + PUBLIC);
        gateway.get("demo", "/v2/openstack/images/" + PUBLIC);
        clock.pass(Duration.ofSeconds(7));
        gateway.get("demo", "/v2/openstack/images/" + PRIVATE);
        // What is loaded is kept once Keystone has confirmed the caller's class; no client waits for that.
        while (found("").size() < 3) {
            Thread.onSpinWait();
        }
    }

    private RawHttp.Answer ask(String method, String query) throws IOException {
        return RawHttp.send(gateway.managementPort(), method, "/cache/images" + query, "Host: localhost");
    }

    private List<String> found(String query) throws IOException {
        JsonArray entries = new JsonObject(ask("GET", query).body()).getJsonArray("entries");
        return entries.stream()
                .map(JsonObject.class::cast)
                .map(entry -> entry.getString("id").substring(0, 8) + " " + entry.getString("project") + " "
                        + entry.getString("state"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "''                              | 70a599e0 openstack fresh, 11111111 openstack stale, 11111111 admin stale",
                "?id=11111111                    | 11111111 openstack stale, 11111111 admin stale",
                "?id=70A599E0-31                 | 70a599e0 openstack fresh",
                "?project=admin                  | 11111111 admin stale",
                "?project=openstack&state=stale  | 11111111 openstack stale",
                "?state=fresh                    | 70a599e0 openstack fresh",
                "?state=&project=&id=&min_age=   | 70a599e0 openstack fresh, 11111111 openstack stale, 11111111 admin stale",
                "?min_age=7&project=admin        | 11111111 admin stale",
                "?min_age=8                      | ''",
                "?max_age=6                      | 70a599e0 openstack fresh",
                "?project=nobody                 | ''",
                "?limit=1                        | 70a599e0 openstack fresh"
            })
    void entriesThatMeetAllConditionsAreListedTheNewestFirst(String query, String entries) throws Exception {
        assertThat(String.join(", ", found(query))).isEqualTo(entries);
    }

    @Test
    void theNumberOfMatchesCountsWhatIsBeyondTheLimit() throws Exception {
        JsonObject found = new JsonObject(ask("GET", "?limit=1").body());

        assertThat(found.getLong("matches")).isEqualTo(3);
        assertThat(found.getJsonArray("entries")).hasSize(1);
    }

    @Test
    void whatMeetsAllConditionsIsInvalidatedForAllCallers() throws Exception {
        gateway.get("demo", "/v2/openstack/images");

        assertThat(ask("DELETE", "?project=admin").body()).isEqualTo("{\"invalidated\":1}\n");

        assertThat(found("")).containsExactly("70a599e0 openstack fresh");
        int calls = gateway.glance.calls("GET");
        gateway.get("demo", "/v2/openstack/images");
        assertThat(gateway.glance.calls("GET")).isEqualTo(calls + 1);
        assertThat(ask("DELETE", "?project=nobody").body()).isEqualTo("{\"invalidated\":0}\n");
        assertThat(ask("DELETE", "").status()).isEqualTo(200);
        assertThat(found("")).isEmpty();
    }

    /** A misspelt condition must not invalidate everything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?projects=admin",
                "?id=xyz",
                "?state=new",
                "?min_age=1s",
                "?max_age=-1",
                "?project=a&project=b",
                "?limit=0",
                "?limit=201",
                "?limit=x"
            })
    void aQueryThatIsNotUnderstoodIsRejected(String query) throws Exception {
        assertThat(ask("GET", query).status()).isEqualTo(400);
        assertThat(ask("DELETE", query).status()).isEqualTo(400);
        assertThat(found("")).hasSize(3);
    }
}
