package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.LargeImages;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests hold is bounded in bytes: one more gets a 503, others are served, and in the end nothing is held. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ByteBudgetIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String SMALL = IMAGES + "/" + TestGateway.PUBLIC_IMAGE;

    private static LargeImages large(TestGateway gateway, int images, int properties) {
        LargeImages large = new LargeImages(gateway.glance::pass, images, properties, "x".repeat(60_000));
        gateway.glance.answerWith(large);
        return large;
    }

    /** The first half of a record of 1.2 MB arrives, the rest when the test says so. */
    private static CompletableFuture<Void> answerByHalves(TestGateway gateway, String id, Vertx vertx) {
        CompletableFuture<Void> rest = new CompletableFuture<>();
        LargeImages large = large(gateway, 3, 20);
        gateway.glance.answerWith(request -> {
            if (!request.path().endsWith(id)) {
                large.handle(request);
                return;
            }
            Buffer record = large.record(id);
            HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
            response.putHeader("Content-Length", Integer.toString(record.length()));
            response.write(record.getBuffer(0, record.length() / 2));
            Future.fromCompletionStage(rest, vertx.getOrCreateContext())
                    .onSuccess(go -> response.end(record.getBuffer(record.length() / 2, record.length())));
        });
        return rest;
    }

    @Test
    void beyondAProjectsShareARequestGets503AndTheOthersAreServed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=4MiB");
        String first = LargeImages.id(0);
        CompletableFuture<Void> rest = answerByHalves(gateway, first, vertx);
        gateway.get("demo", SMALL);
        gateway.get("other", "/v2/other/images/" + TestGateway.PUBLIC_IMAGE);

        Future<Integer> served = Requests.send(vertx, gateway.port(), IMAGES + "/" + first, "demo", 1)
                .get(0);
        awaitHeld(gateway, bytes -> bytes > 1_100_000);
        RawHttp.Answer json = gateway.get("demo", IMAGES + "/" + LargeImages.id(1));
        RawHttp.Answer xml = gateway.get("demo", IMAGES + "/" + LargeImages.id(2) + ".xml");
        RawHttp.Answer othersLarge = gateway.get("other", "/v2/other/images/" + LargeImages.id(1));
        int small = gateway.get("demo", SMALL).status();
        rest.complete(null);

        assertThat(json.status()).isEqualTo(503);
        assertThat(json.header("Retry-After")).isEqualTo("1");
        assertThat(json.body()).startsWith("{\"serviceUnavailable\":").contains("\"code\":503");
        assertThat(xml.status()).isEqualTo(503);
        assertThat(xml.body()).contains("<serviceUnavailable ", "code=\"503\"");
        assertThat(small).isEqualTo(200);
        assertThat(othersLarge.status()).isEqualTo(200);
        assertThat(served.await(10, TimeUnit.SECONDS)).isEqualTo(200);
        awaitHeld(gateway, bytes -> bytes == 0);
        assertThat(gateway.metrics())
                .contains("vitrine_budget_max_bytes 4194304.0", "vitrine_budget_refused_by_whole_total 0.0")
                .doesNotContain("vitrine_budget_refused_by_share_total 0.0", "vitrine_budget_peak_bytes 0.0")
                .contains("vitrine_backend_calls_total{outcome=\"over_budget\",service=\"glance\"}")
                .contains("vitrine_backend_endpoints_ejected{service=\"glance\"} 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".xml", "/metadata", "/metadata.xml"})
    void manyWhoWantALargeImageShareOneCopy(String suffix, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=36MiB");
        gateway.get("demo", SMALL);
        LargeImages large = large(gateway, 1, 128);
        gateway.glance.hold();
        String path = IMAGES + "/" + large.ids().get(0) + suffix;

        List<Future<Integer>> answers =
                Requests.send(vertx, gateway.port(), path, "demo", suffix.startsWith("/") ? 1 : 40);
        gateway.glance.arrived().await(5, TimeUnit.SECONDS);
        gateway.glance.release();

        for (Future<Integer> answer : answers) {
            assertThat(answer.await(20, TimeUnit.SECONDS)).isEqualTo(200);
        }
        assertThat(gateway.glance.asked()).hasSize(2);
        awaitHeld(gateway, bytes -> bytes == 0);
    }

    @ParameterizedTest
    @CsvSource({"/detail, 503", "'', 200", "/detail.xml, 503", ".xml, 200"})
    void aListIsCountedByTheDocumentThatIsMadeOfIt(String list, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=8MiB");
        large(gateway, 6, 20);

        RawHttp.Answer answer = gateway.get("demo", IMAGES + list);

        assertThat(answer.status()).isEqualTo(status);
        awaitHeld(gateway, bytes -> bytes == 0);
    }

    @Test
    void aPageThatIsTooLongIsAskedForAgainFromItsLastWholeImage(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=64MiB", "glance.max-record-bytes=31MiB");
        LargeImages large = large(gateway, 6, 128);

        RawHttp.Answer answer = gateway.get("demo", IMAGES + "?limit=6");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(large.ids())
                .allSatisfy(id -> assertThat(answer.body()).containsOnlyOnce("/v2/openstack/images/" + id));
        assertThat(gateway.glance.asked())
                .containsExactly(
                        "GET /v2/images?limit=6",
                        "GET /v2/images?limit=2&marker=" + large.ids().get(3));
    }

    @Test
    void aChangeOfAnImageThatThereIsNoRoomForIsNotMade(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=2MiB");
        LargeImages large = large(gateway, 1, 20);

        RawHttp.Answer answer = gateway.write(
                "demo",
                "PUT",
                IMAGES + "/" + large.ids().get(0) + "/metadata/k",
                "application/json",
                "{\"meta\":{\"k\":\"v\"}}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(gateway.glance.calls("PATCH")).isZero();
        awaitHeld(gateway, bytes -> bytes == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void aBodyIsCountedAsItArrives(String length, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=1MiB");
        String put = "PUT " + SMALL + "/metadata/k HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n"
                + "Content-Type: application/json\r\n" + length + "\r\n\r\n"
                + (length.startsWith("T") ? "186a0\r\n" : "") + " ".repeat(99_999);

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.getOutputStream().write(put.getBytes(StandardCharsets.ISO_8859_1));
            awaitHeld(gateway, bytes -> bytes >= 399_996);

            RawHttp.Answer more = RawHttp.send(gateway.port(), put);
            assertThat(more.status()).isEqualTo(503);
            assertThat(more.header("Retry-After")).isEqualTo("1");
            assertThat(gateway.get("demo", SMALL).status()).isEqualTo(200);
        }

        awaitHeld(gateway, bytes -> bytes == 0);
    }

    /** Neither of the two projects, nor both together, keeps the bytes from others that it has only declared. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void bodiesThatNeverComeTakeNothingOfIt(String length, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.byte-budget=1MiB");
        gateway.get("demo", SMALL);
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            silent.add(client);
            String project = i % 2 == 0 ? "openstack" : "other";
            String put = "PUT /v2/" + project + "/images/" + TestGateway.PUBLIC_IMAGE
                    + "/metadata/k HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + (i % 2 == 0 ? "demo" : "other")
                    + "\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n" + length + "\r\n\r\n";
            client.getOutputStream().write(put.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.ISO_8859_1)
                    .isEqualTo("HTTP/1.1 100");
        }

        RawHttp.Answer change =
                gateway.write("demo", "PUT", SMALL + "/metadata/k", "application/json", "{\"meta\":{\"k\":\"v\"}}");

        assertThat(change.status()).isNotEqualTo(503);
        assertThat(gateway.get("demo", IMAGES).status()).isEqualTo(200);
        for (Socket client : silent) {
            client.close();
        }
        awaitHeld(gateway, bytes -> bytes == 0);
    }

    @Test
    void anImageTooLargeForTheCacheIsAnsweredAndNotStored(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "cache.max-bytes=4MiB", "cache.fresh=1h");
        gateway.get("demo", SMALL);
        LargeImages large = large(gateway, 1, 20);
        String path = IMAGES + "/" + large.ids().get(0);

        assertThat(gateway.get("demo", path).status()).isEqualTo(200);
        assertThat(gateway.get("demo", path).status()).isEqualTo(200);

        assertThat(gateway.glance.asked().stream()
                        .filter(asked -> asked.endsWith(large.ids().get(0))))
                .hasSize(2);
        assertThat(gateway.metrics()).contains("vitrine_cache_images 1.0");
    }

    @Test
    void aClientThatClosesWhileItsResponseIsWrittenHoldsNothing(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        LargeImages large = large(gateway, 1, 128);

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.setReceiveBufferSize(4096);
            client.getOutputStream()
                    .write(("GET " + IMAGES + "/" + large.ids().get(0)
                                    + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            assertThat(held(gateway)).isGreaterThan(7_000_000);
        }

        awaitHeld(gateway, bytes -> bytes == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anHttp2StreamThatIsResetHoldsNothing(boolean resets, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        LargeImages large = large(gateway, 1, 128);

        try (RawHttp2 client = RawHttp2.open(gateway.port())) {
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.get(IMAGES + "/" + large.ids().get(0)));
            RawHttp2.Frame frame = client.next();
            while (frame.type() != RawHttp2.DATA) {
                frame = client.next();
            }
            assertThat(held(gateway)).isGreaterThan(7_000_000);
            if (resets) {
                client.send(RawHttp2.RST_STREAM, 0, 1, RawHttp2.number(8));
                awaitHeld(gateway, bytes -> bytes == 0);
            }
        }

        awaitHeld(gateway, bytes -> bytes == 0);
    }

    private static double held(TestGateway gateway) throws IOException {
        return gateway.metrics()
                .lines()
                .filter(line -> line.startsWith("vitrine_budget_bytes "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** The other end of a connection reports nothing: the metric is asked until it says so. */
    private static void awaitHeld(TestGateway gateway, DoublePredicate wanted) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        double held = held(gateway);
        while (!wanted.test(held) && System.nanoTime() - deadline < 0) {
            held = held(gateway);
        }
        assertThat(wanted.test(held)).as("%s bytes held", held).isTrue();
    }
}
