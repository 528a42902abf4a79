package dev.vitrine.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway serves with and without a broker. Tests with a real broker are in the package live. */
@ExtendWith(VertxExtension.class)
class NotificationServiceIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    @TempDir
    private Path folder;

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    private static String readiness(TestGateway gateway) throws IOException {
        RawHttp.Answer answer = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    /** Returns the threads of the feed that did not exist before this test. */
    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("events") && !before.contains(thread))
                .toList();
    }

    @Test
    void withoutABrokerThereIsNoFeedAndNothingIsDegraded(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(readiness(gateway)).contains("\"degraded\": []");
        assertThat(gateway.metrics()).doesNotContain("vitrine_notification");
        assertThat(threads()).isEmpty();
    }

    @Test
    void withAnUnreachableBrokerTheGatewayIsReadyButDegraded(Vertx vertx) throws Exception {
        String password =
                Files.writeString(folder.resolve("password"), "s3cret").toString();
        int unusedPort;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unusedPort = closed.getLocalPort();
        }

        TestGateway gateway =
                TestGateway.start(vertx, "events.brokers=127.0.0.1:" + unusedPort, "events.password-file=" + password);

        assertThat(readiness(gateway))
                .contains("\"degraded\": [\"no-events: the broker is not connected (127.0.0.1:" + unusedPort);
        assertThat(gateway.metrics().lines())
                .contains(
                        "vitrine_notification_feed_status{status=\"disconnected\"} 1.0",
                        "vitrine_notification_feed_status{status=\"live\"} 0.0",
                        "vitrine_notification_subscriptions_total 0.0");
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(threads()).hasSize(1);
        gateway.gateway.close().await(10, TimeUnit.SECONDS);
    }
}
