package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.LoopProbe;
import dev.vitrine.testing.RawTls;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred clients that connect at once do not keep the event loop from its other connections. */
@Timeout(60)
class HandshakeTurnsIT {
    private static final int CLIENTS = 100;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() throws Exception {
        clients.shutdownNow();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void handshakesAreComputedOffTheEventLoop() throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        Duration shortest = Duration.ofDays(1);
        for (int round = 0; round < 5; round++) {
            Duration longestTask = connectAtOnce(gateway);
            shortest = longestTask.compareTo(shortest) < 0 ? longestTask : shortest;
        }

        // In the other rounds the platform's code was still being compiled.
        assertThat(shortest).isLessThan(Duration.ofMillis(50));
    }

    private Duration connectAtOnce(TestGateway gateway) throws Exception {
        LoopProbe probe = LoopProbe.start(vertx);
        List<Callable<Boolean>> connects = Collections.nCopies(CLIENTS, () -> connect(gateway));
        for (Future<Boolean> connected : clients.invokeAll(connects)) {
            assertThat(connected.get()).isTrue();
        }
        probe.stop();
        return probe.tasks();
    }

    private static boolean connect(TestGateway gateway) throws Exception {
        RawTls.connect(gateway.port(), "h2").close();
        return true;
    }
}
