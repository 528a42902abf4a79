package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.Gateway;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The latency of a request that waits in its socket while the event loop is busy. */
class BlockedEventLoopIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final Pattern SUM =
            Pattern.compile("vitrine_request_seconds_sum\\{cache=\"hit\",route=\"/images/\\{id}\"} (\\S+)");

    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(Gateway.transport())
            .build();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private static double seconds(TestGateway gateway) throws Exception {
        Matcher sum = SUM.matcher(gateway.metrics());
        return sum.find() ? Double.parseDouble(sum.group(1)) : 0;
    }

    /** The wait is at least what passes between the request's last byte and the end of the task. */
    @Test
    void hasTheWaitInIt() throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        double before = seconds(gateway);
        CountDownLatch isBlocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        long waited;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            // Accepted before the event loop is blocked: the kernel's queue of connections is not counted.
            client.getOutputStream().write(request("keep-alive"));
            assertThat(client.getInputStream().read()).isPositive();
            double one = seconds(gateway);
            vertx.runOnContext(task -> {
                isBlocked.countDown();
                await(release);
            });
            isBlocked.await();
            client.getOutputStream().write(request("close"));
            long sentNanos = System.nanoTime();
            assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
            waited = System.nanoTime() - sentNanos;
            release.countDown();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("200 OK");

            assertThat(one - before).isLessThan(waited / 1e9);
            assertThat(seconds(gateway) - one).isGreaterThanOrEqualTo(waited / 1e9);
        }
    }

    @Test
    void hasNoWaitInItWhereTheEventLoopWasIdle() throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.fresh=1h");
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        double before = seconds(gateway);
        long beginNanos = System.nanoTime();
        RawHttp.Answer answer = gateway.get("demo", IMAGE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(seconds(gateway) - before).isLessThan((System.nanoTime() - beginNanos) / 1e9);
    }

    private static byte[] request(String connection) {
        return ("GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nConnection: " + connection + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
