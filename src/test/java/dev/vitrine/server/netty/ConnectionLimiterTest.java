package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.testing.ManualClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With the default limits: 10,000 connections, 1,000 per address, a write timeout of 10 s. */
class ConnectionLimiterTest {
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final ManualClocks clock = new ManualClocks();
    private final ConnectionLimiter limiter = new ConnectionLimiter(ListenConfig.plain("127.0.0.1", 0), clock.time());

    private int connect(int number, String prefix) {
        int connected = 0;
        for (int i = 0; i < number; i++) {
            connected += limiter.tryConnect(prefix + i % 50) ? 1 : 0;
        }
        return connected;
    }

    private void disconnect(int number, String prefix) {
        for (int i = 0; i < number; i++) {
            limiter.disconnected(prefix + i % 50);
        }
    }

    @Test
    void refusesConnectionsBeyondTheLimit() {
        assertThat(connect(10_001, "10.0.0.")).isEqualTo(10_000);

        assertThat(limiter.connections()).isEqualTo(10_000);
        assertThat(limiter.refused()).isEqualTo(1);
    }

    @Test
    void acceptsAConnectionWhenAnotherHasEnded() {
        connect(10_000, "10.0.0.");
        limiter.disconnected("10.0.0.1");

        assertThat(limiter.tryConnect("10.0.0.2")).isTrue();
    }

    @Test
    void refusesConnectionsOfOneAddressBeyondItsLimit() {
        int connected = 0;
        for (int i = 0; i < 1_001; i++) {
            connected += limiter.tryConnect("10.0.0.1") ? 1 : 0;
        }

        assertThat(connected).isEqualTo(1_000);
        assertThat(limiter.tryConnect("10.0.0.2")).isTrue();
    }

    @Test
    void connectionsOfATrustedProxyCountInAllAlone() {
        int connected = 0;
        for (int i = 0; i < 10_001; i++) {
            connected += limiter.tryConnect(null) ? 1 : 0;
        }

        assertThat(connected).isEqualTo(10_000);
        limiter.disconnected(null);
        assertThat(limiter.connections()).isEqualTo(9_999);
    }

    @Test
    void anAddressThatAProxyNamesHasTheLimitOfAnAddress() {
        int named = 0;
        for (int i = 0; i < 1_001; i++) {
            limiter.tryConnect(null);
            named += limiter.tryAddress("10.0.0.1") ? 1 : 0;
        }
        assertThat(named).isEqualTo(1_000);
        assertThat(limiter.refused()).isEqualTo(1);
        assertThat(limiter.tryAddress("10.0.0.2")).isTrue();

        limiter.disconnected("10.0.0.1");
        assertThat(limiter.tryAddress("10.0.0.1")).isTrue();
    }

    @Test
    void hasManyConnectionsAtMoreThanATenthOfTheLimit() {
        connect(1_000, "10.0.0.");
        assertThat(limiter.hasManyConnections()).isFalse();

        connect(1, "10.0.1.");
        assertThat(limiter.hasManyConnections()).isTrue();
    }

    @Test
    void hasManyConnectionsForAnotherWriteTimeout() {
        connect(1_001, "10.0.0.");
        clock.pass(Duration.ofHours(1));
        disconnect(1_001, "10.0.0.");

        clock.pass(WRITE_TIMEOUT.minusNanos(1));
        assertThat(limiter.hasManyConnections()).isTrue();

        clock.pass(Duration.ofNanos(1));
        assertThat(limiter.hasManyConnections()).isFalse();
    }
}
