package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.FakeNameServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostResolverIT {
    private static final String NAME = "glance.vitrine.test";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Queue<String> moved = new ConcurrentLinkedQueue<>();
    private FakeNameServer names;
    private Vertx vertx;
    private HostResolver resolver;

    @BeforeEach
    void start() throws Exception {
        names = new FakeNameServer("127.0.0.1", 0);
        vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().setServers(List.of(names.server()))));
        resolver = new HostResolver(vertx, TIMEOUT, moved::add);
    }

    @AfterEach
    void stop() throws Exception {
        names.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private List<String> addresses(int questions) throws Exception {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            addresses.add(resolver.address(NAME, TIMEOUT).await(10, TimeUnit.SECONDS));
        }
        return addresses;
    }

    @Test
    void aNameWithAnotherAddressHasMoved() throws Exception {
        assertThat(addresses(2)).containsOnly("127.0.0.1");
        assertThat(moved).isEmpty();

        names.move("127.0.0.2");
        // A record with a TTL of 0 may serve questions of the same moment.
        for (int i = 0; i < 100 && moved.isEmpty(); i++) {
            addresses(1);
        }

        assertThat(moved).containsExactly(NAME);
        assertThat(addresses(2)).containsOnly("127.0.0.2");
    }

    /** Each move resets the circuit breaker, which would never open. */
    @Test
    void aNameWithSeveralAddressesMovesToEachOnce() throws Exception {
        names.move("127.0.0.1", "127.0.0.2", "127.0.0.3");

        assertThat(addresses(30)).contains("127.0.0.1", "127.0.0.2", "127.0.0.3");

        assertThat(moved).hasSize(2);
    }
}
