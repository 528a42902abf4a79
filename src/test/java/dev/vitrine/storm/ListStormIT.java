package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveUser;
import dev.vitrine.storm.Answers.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that request different lists at once, each of hundreds of images, beside clients of single images. */
@Tag("storm")
@Tag("measured")
class ListStormIT {
    private static final int LIMIT = 800;
    private static final int HOT = 50;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Each list has a limit of its own, so that no two are the same. */
    private int lists;

    @ParameterizedTest
    @ValueSource(ints = {1_100, 5_000, 20_000})
    void noListIsRefusedAndImagesAreServedMeanwhile(int images) throws Exception {
        StormCloud cloud = StormCloud.calm();
        LiveUser owner = cloud.live.user("lists" + images, cloud.live.project("lists" + images), "member");
        cloud.copyImages(owner, images, String.format("%04x", images));
        String token = cloud.live.token(owner);
        String novaUrl = cloud.nova() + "/v2.1/images/detail";
        List<Ask> asks = cloud.asks(cloud.token());
        try (StormGateway gateway = StormGateway.start(cloud)) {
            Load.once(gateway.port(), asks.subList(0, HOT), 4);
            Load hits = Load.start(gateway.port(), asks.subList(0, HOT), 4, 50);
            Load misses = Load.start(gateway.port(), asks.subList(HOT, StormCloud.IMAGES), 4, 5);
            String ours = "http://127.0.0.1:" + gateway.port() + "/v2/" + owner.projectId() + "/images/detail";
            List<Crowd> direct = new ArrayList<>();
            List<Crowd> nova = new ArrayList<>();
            List<Crowd> crowds = new ArrayList<>();
            for (int clients = 1; clients <= Storms.number(16, 64); clients *= 4) {
                direct.add(request(cloud.live.glanceUrl() + "/v2/images", "\"min_ram\"", token, clients));
                nova.add(request(novaUrl, "\"minRam\"", token, clients));
                awaitServed(gateway);
                crowds.add(request(ours, "\"minRam\"", token, clients));
            }
            Answers hit = hits.stop();
            Answers missed = misses.stop();
            direct.forEach(crowd -> crowd.report(images + " images, Glance itself", hit, missed));
            nova.forEach(crowd -> crowd.report(images + " images, Nova", hit, missed));
            crowds.forEach(crowd -> crowd.report(images + " images", hit, missed));

            assertThat(crowds).allSatisfy(crowd -> {
                assertThat(crowd.lists.wrong().all()).as(gateway.log()).isEmpty();
                assertThat(crowd.beside(hit).wrong().all()).isEmpty();
                assertThat(crowd.beside(missed).wrong().all()).as(gateway.log()).isEmpty();
            });
        }
    }

    /** Lists that were requested at once, and from when until when. */
    private record Crowd(Answers lists, long fromNanos, long toNanos) {
        Answers beside(Answers images) {
            return images.between(fromNanos, toNanos);
        }

        void report(String what, Answers hit, Answers missed) {
            Storms.report(lists.size() + " lists of " + what, lists);
            Storms.report("hits beside them", beside(hit));
            Storms.report("misses beside them", beside(missed));
        }
    }

    /**
     * Waits until the gateway asks Glance again: what comes past the gateway may have kept Glance so busy that the circuit breaker
     * is open.
     */
    private static void awaitServed(StormGateway gateway) throws Exception {
        while (gateway.figure("vitrine_backend_endpoints_ejected") > 0) {
            Storms.wait(Duration.ofMillis(100));
        }
    }

    /** Requests as many lists at once; each must have as many images as it asks for. */
    private Crowd request(String url, String inEachImage, String token, int clients) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            int limit = LIMIT - lists++;
            long start = System.nanoTime();
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "?limit=" + limit))
                    .header("X-Auth-Token", token)
                    .timeout(TIMEOUT)
                    .build();
            answers.add(HTTP.sendAsync(request, BodyHandlers.ofString())
                    .thenApply(response -> answer(start, response, count(response.body(), inEachImage) == limit)));
        }
        Answers all = new Answers(answers.stream().map(CompletableFuture::join).toList());
        return new Crowd(all, begin, System.nanoTime());
    }

    private static Answer answer(long start, HttpResponse<String> response, boolean isWhole) {
        boolean isRight = response.statusCode() == 200 && isWhole;
        return new Answer(start, System.nanoTime() - start, response.statusCode(), isRight ? 0 : -1);
    }

    private static long count(String text, String word) {
        return Pattern.compile(word, Pattern.LITERAL).matcher(text).results().count();
    }
}
