package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoImages;
import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two clients whose requests share a connection, as those behind one proxy do. */
@Tag("beside")
@ExtendWith(VertxExtension.class)
class Http2StreamsIT {
    private static final int STREAMS = 100;
    private static final int ROUNDS = 1_000;
    /** When nothing is served from memory any more, fresh or stale. */
    private static final Duration UNTIL_COLD = Duration.ofSeconds(11);

    private static final List<String> TOKENS = List.of("demo", "other");
    private static final List<String> PROJECTS = List.of("openstack", "other");
    private final ManualClocks clock = new ManualClocks();
    private final Http2Client client = new Http2Client();

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    @Test
    void everyAnswerIsForTheTokenThatAskedInWhateverOrderGlanceAnswers(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                clock.time(),
                Http2Client.settings("glance.max-connections=" + STREAMS, "glance.min-calls=" + STREAMS));
        putImages(gateway);
        HttpClientConnection connection = client.connect(gateway.port(), 1).get(0);
        List<String> expected = oneAfterTheOther(connection);
        checkThatTheyDiffer(expected);
        gateway.glance.hold();

        int wrong = 0;
        for (int round = 0; round < ROUNDS; round++) {
            clock.pass(UNTIL_COLD);
            List<String> answers = allTogether(connection, gateway.glance);
            wrong += (int) IntStream.range(0, STREAMS)
                    .filter(i -> !answers.get(i).equals(expected.get(i)))
                    .count();
        }

        assertThat(wrong).isZero();
        assertThat(gateway.imageCalls()).isEqualTo(STREAMS * (ROUNDS + 1));
    }

    /** More than the platform takes in one go (64 KiB): it must not forget the rest. The client's windows hold all of it. */
    @Test
    void allAreAnsweredThatWereAskedForInOneBreath(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("cache.fresh=1h"));
        byte[] request = RawHttp2.get("/v2/openstack/images/" + TestGateway.FAKEIMAGE7);
        int more = 1 << 30;
        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.WINDOW_UPDATE, 0, 0, RawHttp2.number(more));
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, request);
            assertThat(connection.isAnswered(1)).isTrue();

            for (int round = 0; round < 20; round++) {
                ByteArrayOutputStream breath = new ByteArrayOutputStream();
                for (int i = 1; i <= STREAMS; i++) {
                    breath.writeBytes(RawHttp2.frame(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                            2 * (round * STREAMS + i) + 1,
                            request));
                }
                connection.bytes(breath.toByteArray());

                assertThat(connection.answers(STREAMS)).isEqualTo(STREAMS);
            }
        }
    }

    /** As over HTTP/1: a query as long as all headers would be the key of a cached list. */
    @ParameterizedTest
    @CsvSource({"4096, 200", "4097, 414", "15000, 414"})
    void aPathMayBeAsLongAsARequestLine(int length, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        Http2Client client = new Http2Client();
        String path = "/v2/openstack/images?ignored=";

        int answered = client.send(
                        client.connect(gateway.port(), 1).get(0), "demo", path + "x".repeat(length - path.length()))
                .compose(Http2Client.Sent::answer)
                .await(10, TimeUnit.SECONDS)
                .status();
        client.stop();

        assertThat(answered).isEqualTo(status);
    }

    /** Every second stream is the other client's, and two of them ask for the same image. */
    private static String id(int stream) {
        return "%08d-0000-4000-8000-000000000000".formatted(stream / 2);
    }

    private static String path(int stream) {
        return "/v2/" + PROJECTS.get(stream % 2) + "/images/" + id(stream);
    }

    /** Of three images, one is everybody's, one the first client's alone, one the second one's. */
    private static void putImages(TestGateway gateway) {
        for (int i = 0; i < STREAMS; i += 2) {
            int kind = i / 2 % 3;
            String owner = PROJECTS.get(kind % 2);
            gateway.cloud.put(DemoImages.completed(DemoImages.active(id(i), owner, kind == 2 ? "public" : "private")));
        }
    }

    private List<String> oneAfterTheOther(HttpClientConnection connection) throws Exception {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            answers.add(text(client.send(connection, TOKENS.get(i % 2), path(i))));
            // Else the second client would find the public image in memory, and its answer would be no witness.
            clock.pass(UNTIL_COLD);
        }
        return answers;
    }

    private static void checkThatTheyDiffer(List<String> answers) {
        for (int i = 0; i < STREAMS; i++) {
            int kind = i / 2 % 3;
            boolean isVisible = kind == 2 || kind == i % 2;
            assertThat(answers.get(i)).startsWith(isVisible ? "200 " : "404 ");
            assertThat(answers.get(i).contains(path(i) + "\"")).isEqualTo(isVisible);
        }
    }

    private List<String> allTogether(HttpClientConnection connection, ScriptedService glance) throws Exception {
        List<Future<Http2Client.Sent>> sent = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            sent.add(client.send(connection, TOKENS.get(i % 2), path(i)));
        }
        glance.held(STREAMS).await(10, TimeUnit.SECONDS);
        List<ScriptedService.Held> held = glance.held();
        for (int i = STREAMS - 1; i >= 0; i--) {
            held.get(i).release();
        }
        List<String> answers = new ArrayList<>();
        for (Future<Http2Client.Sent> one : sent) {
            answers.add(text(one));
        }
        return answers;
    }

    private static String text(Future<Http2Client.Sent> sent) throws Exception {
        Http2Client.Answer answer = sent.compose(Http2Client.Sent::answer).await(10, TimeUnit.SECONDS);
        return answer.status() + " " + answer.body();
    }
}
