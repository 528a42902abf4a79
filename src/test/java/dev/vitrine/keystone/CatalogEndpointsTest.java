package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.CatalogConfig;
import dev.vitrine.keystone.ServiceCatalog.Entry;
import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CatalogEndpointsTest {
    private final ManualClocks clock = new ManualClocks();
    private final CatalogEndpoints endpoints =
            new CatalogEndpoints(new CatalogConfig("image", "R1", List.of("internal", "public")), clock.time());
    private final AtomicInteger logins = new AtomicInteger();

    CatalogEndpointsTest() {
        endpoints.discoverBy(() -> {
            logins.incrementAndGet();
            return Future.succeededFuture(true);
        });
    }

    private static ServiceCatalog catalog(String... urls) {
        List<Entry> entries = new ArrayList<>();
        for (String url : urls) {
            int space = url.indexOf(' ');
            entries.add(new Entry("image", "R1", url.substring(0, space), url.substring(space + 1)));
        }
        return new ServiceCatalog(entries);
    }

    @Test
    void nothingIsKnownBeforeThereIsACatalog() {
        assertThat(endpoints.endpoints()).isEmpty();
        assertThat(endpoints.publicUrl()).isEmpty();
        assertThat(endpoints.problem())
                .isEqualTo("no endpoint for service type image in region R1, interfaces internal, public known yet:"
                        + " no catalogue from Keystone");
    }

    @Test
    void theInternalEndpointIsCalledAndThePublicOneIsForClients() {
        endpoints.onCatalog(catalog("public https://glance.example.com/v2", "internal http://10.0.0.1:9292/v2"));

        assertThat(endpoints.endpoints()).hasToString("[http://10.0.0.1:9292]");
        assertThat(endpoints.publicUrl()).isEqualTo("https://glance.example.com");
        assertThat(endpoints.problem()).isEmpty();
    }

    /** An internal address is never for clients. */
    @Test
    void withoutAPublicEndpointThereIsNoneForClients() {
        try (CapturedLog log = new CapturedLog(CatalogEndpoints.class.getName())) {
            endpoints.onCatalog(catalog("internal http://10.0.0.1:9292"));
            endpoints.onCatalog(catalog("internal http://10.0.0.1:9292"));

            assertThat(endpoints.publicUrl()).isEmpty();
            assertThat(log.messages())
                    .filteredOn(line -> line.contains("set links.glance-link-prefix"))
                    .hasSize(1);
        }
    }

    @Test
    void theSameCatalogChangesNothing() {
        endpoints.onCatalog(catalog("internal http://a", "public http://b"));
        List<?> listed = endpoints.endpoints();
        String url = endpoints.publicUrl();

        endpoints.onCatalog(catalog("internal http://a", "public http://b"));

        assertThat(endpoints.endpoints()).isSameAs(listed);
        assertThat(endpoints.publicUrl()).isSameAs(url);
    }

    @Test
    void anEndpointThatHasMovedIsReportedOnce() {
        AtomicInteger moves = new AtomicInteger();
        endpoints.onMoved(moves::incrementAndGet);

        endpoints.onCatalog(catalog("internal http://a"));
        assertThat(moves).hasValue(0);
        endpoints.onCatalog(catalog("internal http://b"));
        endpoints.onCatalog(catalog("internal http://b"));

        assertThat(moves).hasValue(1);
        assertThat(endpoints.endpoints()).hasToString("[http://b]");
    }

    @Test
    void aCatalogWithoutItTakesNothingAway() {
        endpoints.onCatalog(catalog("internal http://a"));

        endpoints.onCatalog(catalog("admin http://b"));

        assertThat(endpoints.endpoints()).hasToString("[http://a]");
        assertThat(endpoints.problem())
                .isEqualTo("no endpoint for service type image in region R1, interfaces internal, public in Keystone's"
                        + " catalogue: found admin in R1");
        endpoints.onCatalog(null);
        assertThat(endpoints.problem()).endsWith("found no catalogue");
        endpoints.onCatalog(catalog("internal ftp://a"));
        assertThat(endpoints.problem()).endsWith("found a URL that cannot be called (internal in R1)");
        endpoints.onCatalog(catalog("internal http://a"));
        assertThat(endpoints.problem()).isEmpty();
    }

    @Test
    void failuresHaveTheGatewayLogInAnewButNotOften() {
        endpoints.onFailure();
        endpoints.onFailure();
        assertThat(logins).hasValue(1);

        clock.pass(CatalogEndpoints.MIN_INTERVAL.minusMillis(1));
        endpoints.onFailure();
        assertThat(logins).hasValue(1);
        clock.pass(CatalogEndpoints.MIN_INTERVAL);
        endpoints.onFailure();
        assertThat(logins).hasValue(2);
    }

    /** Every token of the gateway's own brings one. */
    @Test
    void aCatalogThatHasJustComeIsNotAskedForAgain() {
        endpoints.onCatalog(catalog("admin http://b"));

        endpoints.onFailure();

        assertThat(logins).hasValue(0);
    }
}
