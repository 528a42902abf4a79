package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.storm.Answers.Answer;
import dev.vitrine.testing.Http2Client;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand requests at once for images that are not cached, with a Glance that takes 300 ms more than it needs. */
@Tag("storm")
@Tag("measured")
class ColdCrowdStormIT {
    private static final Duration GLANCE_DELAY = Duration.ofMillis(300);
    private static final int IMAGES = 100;
    private static final int CONNECTIONS = 100;
    private static final int STREAMS = 100;

    /** The default of {@code listen.request-timeout}. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Http2Client client = new Http2Client();

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    @Test
    void tenThousandRequestsForAHundredColdImagesMakeAHundredCallsAndAllAreServedInTime() throws Exception {
        StormCloud cloud = StormCloud.calm();
        String token = cloud.token();
        try (Meddler meddler = new Meddler(cloud.live.glanceUrl());
                StormGateway gateway = StormGateway.start(
                        cloud, Http2Client.settings("cache.fresh=1m", "glance.api-servers=" + meddler.url()))) {
            meddler.delay(GLANCE_DELAY);
            List<HttpClientConnection> connections = client.connect(gateway.port(), CONNECTIONS);
            // Keystone and Glance have seen the token then; the images of the crowd are not cached.
            Answers first = await(List.of(send(connections.get(0), token, cloud, IMAGES)));
            assertThat(first.wrong().all()).as(gateway.log()).isEmpty();
            int before = meddler.asked();

            long start = System.nanoTime();
            Answers answers = crowd(connections, token, cloud);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            int calls = meddler.asked() - before;
            Storms.report("crowd", answers);
            Storms.report("calls to Glance, and time of all", List.of(calls, time));

            assertThat(answers.of(200).size()).as(gateway.log()).isEqualTo(CONNECTIONS * STREAMS);
            assertThat(calls).isEqualTo(IMAGES);
            assertThat(answers.percentile(100)).isLessThan(DEADLINE);
        }
    }

    /** Requests each image on each connection, all at once. */
    private Answers crowd(List<HttpClientConnection> connections, String token, StormCloud cloud) throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        for (HttpClientConnection connection : connections) {
            for (int i = 0; i < STREAMS; i++) {
                answers.add(send(connection, token, cloud, i % IMAGES));
            }
        }
        return await(answers);
    }

    /** Completes with status 0 if the connection ends before the response. */
    private Future<Answer> send(HttpClientConnection connection, String token, StormCloud cloud, int image) {
        String path = cloud.path("/images/" + StormCloud.id(image));
        long start = System.nanoTime();
        return client.send(connection, token, path)
                .compose(sent -> sent.answer().map(answer -> {
                    boolean isRight = answer.status() == 200 && answer.body().contains(StormCloud.id(image));
                    return new Answer(
                            sent.atNanos(), answer.atNanos() - sent.atNanos(), answer.status(), isRight ? 0 : -1);
                }))
                .otherwise(gone -> new Answer(start, System.nanoTime() - start, 0, -1));
    }

    private static Answers await(List<Future<Answer>> answers) throws Exception {
        List<Answer> all = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            all.add(answer.await(60, TimeUnit.SECONDS));
        }
        return new Answers(all);
    }
}
