package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.Records;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.AccessLog;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the access log says of a request that waits for Glance, and of a cache hit. */
@ExtendWith(VertxExtension.class)
class AccessLogIT {
    private static final String IMAGE = "/v2/p/images/70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final CompletableFuture<Context> asked = new CompletableFuture<>();
    private final Promise<Outcome<Image>> loaded = Promise.promise();

    private ApiServices services(Vertx vertx) throws Exception {
        GatewayConfig config = ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"),
                        Map.of("listen.host", "127.0.0.1", "listen.port", "0"))
                .settings();
        return ApiListener.services(vertx, config, new BothWays.Tokens(), Clocks.system(), (id, caller) -> {
            asked.complete(Vertx.currentContext());
            return loaded.future();
        });
    }

    private static CompletableFuture<RawHttp.Answer> get(int port, String... more) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return RawHttp.send(port, "GET", IMAGE, more);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** On a connection that was accepted before: what waits in the kernel's queue is not counted. */
    @Test
    void theSecondsCountFromWhenTheRequestCouldHaveBeenRead() throws Exception {
        Vertx timed = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(Gateway.transport())
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, false);
        int port = ApiListener.start(timed, services(timed), new Metrics(), log, true);
        byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(request);
            assertThat(client.getInputStream().read()).isPositive();
            CountDownLatch isBlocked = new CountDownLatch(1);
            CompletableFuture<Void> release = new CompletableFuture<>();
            timed.runOnContext(task -> {
                isBlocked.countDown();
                release.join();
            });
            isBlocked.await();
            client.getOutputStream().write(request);
            client.shutdownOutput();
            long sentNanos = System.nanoTime();
            assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
            double waited = (System.nanoTime() - sentNanos) / 1e9;
            release.complete(null);
            assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
            log.close();

            assertThat(out.toString(ISO_8859_1).lines().map(JsonObject::new).map(line -> line.getDouble("seconds")))
                    .hasSize(2)
                    .last()
                    .satisfies(seconds -> assertThat(seconds).isGreaterThan(waited - 1e-6));
        } finally {
            timed.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aLineHasTheTimeOfTheWaitForGlanceTheProjectTheAgentAndTheTrace(Vertx vertx) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, false);
        int port = ApiListener.start(vertx, services(vertx), new Metrics(), log, true);

        Future<RawHttp.Answer> miss = Future.fromCompletionStage(get(
                port,
                "X-Auth-Token: known",
                "User-Agent: gophercloud/v2 \"x\"",
                "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01"));
        // Behind the request's handler on its event loop: the request waits by then.
        CompletableFuture<Long> begin = new CompletableFuture<>();
        asked.get(10, TimeUnit.SECONDS).runOnContext(later -> begin.complete(System.nanoTime()));
        long waited = System.nanoTime() - begin.get(10, TimeUnit.SECONDS);
        loaded.complete(new Outcome.Found<>(Records.imageWith("'owner':'p'")));
        assertThat(miss.await(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        get(port, "X-Auth-Token: known").get(10, TimeUnit.SECONDS);
        get(port).get(10, TimeUnit.SECONDS);
        log.close();

        assertThat(out.toString(ISO_8859_1).lines().map(JsonObject::new))
                .satisfiesExactly(
                        line -> {
                            assertThat(line.getString("cache")).isEqualTo("miss");
                            assertThat(line.getString("project")).isEqualTo("p");
                            assertThat(line.getString("user_agent")).isEqualTo("gophercloud/v2 \"x\"");
                            assertThat(line.getString("trace_id")).isEqualTo(TRACE);
                            assertThat(line.containsKey("span_id")).isFalse();
                            double upstream = line.getDouble("upstream_seconds");
                            assertThat(upstream)
                                    .isLessThanOrEqualTo(line.getDouble("seconds"))
                                    .isGreaterThanOrEqualTo(Math.floor(waited / 1e3) / 1e6);
                        },
                        line -> {
                            assertThat(line.getString("cache")).isEqualTo("hit");
                            assertThat(line.getString("project")).isEqualTo("p");
                            assertThat(line.getDouble("upstream_seconds")).isZero();
                            assertThat(line.containsKey("user_agent")).isFalse();
                            assertThat(line.containsKey("trace_id")).isFalse();
                        },
                        line -> {
                            assertThat(line.getInteger("status")).isEqualTo(401);
                            assertThat(line.containsKey("project")).isFalse();
                        });
    }
}
