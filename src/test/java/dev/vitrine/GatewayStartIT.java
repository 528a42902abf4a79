package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway is ready while its API listens: not before, and not after. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class GatewayStartIT {
    private static final int ROUNDS = 20;

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static LoadedConfig settings(int port, int managementPort) throws Exception {
        return ConfigLoader.read(
                null,
                Map.of(),
                Map.of(
                        "identity", "none",
                        "listen.port", Integer.toString(port),
                        "management.port", Integer.toString(managementPort)));
    }

    /** Asks until something listens there; returns the status of its first response. */
    private static int firstStatus(int port, String path) throws IOException {
        while (true) {
            try {
                return RawHttp.send(port, "GET", path).status();
            } catch (ConnectException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    /** At the first response that says so, a connection to the API is accepted. */
    @Test
    void gatewayThatIsReadyAcceptsConnections(Vertx vertx) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            int port = unusedPort();
            int managementPort = unusedPort();
            Future<Gateway> gateway = Gateway.start(vertx, settings(port, managementPort), Clocks.system(), 2, null);

            for (String path : new String[] {"/readyz", "/healthcheck"}) {
                if (firstStatus(managementPort, path) == 200) {
                    assertThat(RawHttp.send(port, "GET", "/").status()).isEqualTo(200);
                }
            }
            gateway.await(10, TimeUnit.SECONDS).close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void gatewayWhoseApiCannotListenIsNeverReady(Vertx vertx) throws Exception {
        int managementPort = unusedPort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LoadedConfig settings = settings(taken.getLocalPort(), managementPort);

            assertThatThrownBy(() -> Gateway.start(vertx, settings, Clocks.system(), 2, null)
                            .await(10, TimeUnit.SECONDS))
                    .isInstanceOf(ListenFailedException.class);

            assertThatThrownBy(() -> RawHttp.send(managementPort, "GET", "/readyz"))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void gatewayWhoseApiListensNoLongerIsNotReady(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        int before = RawHttp.send(gateway.managementPort(), "GET", "/readyz").status();

        for (String listener : vertx.deploymentIDs()) {
            vertx.undeploy(listener).await(10, TimeUnit.SECONDS);
        }
        RawHttp.Answer after = RawHttp.send(gateway.managementPort(), "GET", "/readyz");

        assertThat(before).isEqualTo(200);
        assertThat(after.status()).isEqualTo(503);
        assertThat(after.body()).contains("the API's port is not bound");
    }
}
