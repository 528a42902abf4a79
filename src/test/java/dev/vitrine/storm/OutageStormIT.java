package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Glance or a Keystone that is down, slow, or faulty, while a thousand images and their lists are requested. */
@Tag("storm")
class OutageStormIT {
    private static final int CONNECTIONS = 32;

    /** The index of the expected response. */
    private static final int OLD = 0;

    private static final int NEW = 1;

    /** The number of images of a list. */
    private static final int LIST = 50;

    /** A short {@code cache.stale-if-error}. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private static final Duration NOISE = Duration.ofMillis(5);

    private StormCloud cloud;
    private String token;

    @BeforeEach
    void find() throws Exception {
        cloud = StormCloud.calm();
        token = cloud.token();
    }

    @Test
    void whatIsCachedIsServedWithinItsBoundsWhileGlanceIsDownAndRevalidatedAfterwards() throws Exception {
        try (StormGateway gateway = StormGateway.start(cloud);
                StormGateway strict = StormGateway.start(
                        cloud,
                        "cache.fresh=2s",
                        "cache.stale-if-error=" + BOUND.toSeconds() + "s",
                        "cache.stale-if-error-public=" + BOUND.toSeconds() + "s")) {
            List<Ask> asks = imagesAndLists(gateway, StormCloud.IMAGES);
            // In the long form without pauses between requests, as with wrk.
            Load load = Load.start(gateway.port(), asks, CONNECTIONS, Storms.number(2_000, 0));
            Load bounded = Load.start(strict.port(), imagesAndLists(strict, 10), 4, 50);
            Storms.wait(Duration.ofSeconds(2));
            cloud.live.killGlance();
            long dead = System.nanoTime();
            Storms.wait(Storms.seconds(15, 60));
            Answers inBounds = bounded.stop();
            cloud.rename("new");
            cloud.live.startGlance();
            long back = System.nanoTime();
            Storms.wait(Duration.ofSeconds(10));
            assertServed(load.stop(), dead, back);
            assertBounded(inBounds, dead);
        }
    }

    /** Returns requests for so many images, and for lists of all, of which each has fifty; all are cached. */
    private List<Ask> imagesAndLists(StormGateway gateway, int images) throws Exception {
        List<Ask> lists = IntStream.range(1, StormCloud.IMAGES / LIST)
                .mapToObj(i -> Ask.get(
                        cloud.path("/images/detail?limit=" + LIST + "&marker=" + StormCloud.id(i * LIST)), token))
                .toList();
        List<Ask> all = new ArrayList<>(Storms.warm(gateway, cloud.asks(token).subList(0, images)));
        all.addAll(Storms.warm(gateway, lists, i -> StormCloud.id(i * LIST)));
        return all.stream()
                .map(ask -> ask.expectingThen("\"storm\"", "\"new\""))
                .toList();
    }

    private static void assertServed(Answers answers, long dead, long back) {
        Answers meanwhile = answers.between(dead, back);
        Answers since = answers.between(back, System.nanoTime());
        Duration fresh = since.matching(OLD).lastAfter(back);
        Storms.report("Glance dead", meanwhile);
        Storms.report("Glance back", since);
        Storms.report("those of a changed image", since.matching(NEW));
        Storms.report("all that was asked for was fresh after", fresh);

        assertThat(answers.wrong().all()).isEmpty();
        assertThat(since.matching(NEW).all()).isNotEmpty();
        assertThat(fresh).isLessThan(Duration.ofSeconds(5));
    }

    /** What was loaded before Glance died was two to three seconds old then. */
    private static void assertBounded(Answers answers, long dead) {
        Answers within = answers.between(dead, dead + BOUND.toNanos() / 2);
        Answers beyond = answers.between(dead + BOUND.toNanos(), System.nanoTime());
        Storms.report("Glance dead, within stale-if-error", within);
        Storms.report("Glance dead, beyond stale-if-error", beyond);

        assertThat(within.all()).isNotEmpty();
        assertThat(within.wrong().all()).isEmpty();
        assertThat(beyond.all()).isNotEmpty();
        assertThat(beyond.of(503).size()).isEqualTo(beyond.size());
    }

    @Test
    @Tag("measured")
    void slowGlanceDoesNotSlowDownHits() throws Exception {
        try (Meddler meddler = new Meddler(cloud.live.glanceUrl());
                StormGateway gateway = behind(meddler)) {
            List<Ask> hits = Storms.warm(gateway, cloud.asks(token));
            List<Ask> misses = absent(50_000);
            Duration time = Storms.seconds(10, 30);
            // The same load on both sides of the comparison, because misses need the clients' CPU too.
            Load answered = Load.start(gateway.port(), misses.subList(0, 20_000), CONNECTIONS, 50);
            Answers before = run(gateway, hits, 2_000, time);
            long threads = gateway.count("task");
            Answers answers = answered.stop();

            meddler.delay(Duration.ofSeconds(30));
            Load missing = Load.start(gateway.port(), misses.subList(20_000, 40_000), CONNECTIONS, 50);
            Answers during = run(gateway, hits, 2_000, time);
            int open = meddler.open();
            double waiting = gateway.figure("vitrine_backend_calls_waiting{service=\"glance\"");
            long threadsDuring = gateway.count("task");
            Answers missed = missing.stop();

            meddler.delay(Duration.ZERO);
            long healed = System.nanoTime();
            while (Load.once(gateway.port(), misses.subList(40_000, 40_005), 1)
                            .wrong()
                            .size()
                    > 0) {
                Storms.wait(Duration.ofMillis(100));
            }
            Duration recovered = Duration.ofNanos(System.nanoTime() - healed);
            Storms.report("hits before", before);
            Storms.report("hits during", during);
            Storms.report("misses before", answers);
            Storms.report("misses during", missed);
            Storms.report(
                    "connections, waiting, threads before and during", List.of(open, waiting, threads, threadsDuring));
            Storms.report("recovered after", recovered);

            assertThat(before.wrong().all()).isEmpty();
            assertThat(during.wrong().all()).isEmpty();
            assertThat(answers.of(404).size()).isEqualTo(answers.size());
            assertThat(missed.of(503).size()).isEqualTo(missed.size());
            assertThat(missed.percentile(100)).isLessThan(Duration.ofMillis(5_500));
            assertThat(open).isLessThanOrEqualTo(64);
            assertThat(waiting).isLessThanOrEqualTo(256);
            assertThat(threadsDuring).isLessThanOrEqualTo(threads + 5);
            assertThat(recovered).isLessThan(Duration.ofSeconds(10));
            assertThat((double) during.size() / before.size()).isBetween(0.8, 1.2);
            assertThat(during.percentile(99))
                    .isLessThan(
                            before.percentile(99).multipliedBy(12).dividedBy(10).plus(NOISE));
        }
    }

    /** Returns a gateway whose Glance is the proxy, with long TTLs. */
    private StormGateway behind(Meddler meddler) throws Exception {
        return StormGateway.start(
                cloud, "glance.api-servers=" + meddler.url(), "cache.fresh=1h", "links.glance-link-prefix=http://g");
    }

    private static Answers run(StormGateway gateway, List<Ask> asks, double perSecond, Duration time)
            throws InterruptedException {
        Load load = Load.start(gateway.port(), asks, CONNECTIONS, perSecond);
        Storms.wait(time);
        return load.stop();
    }

    /** Returns requests for images that do not exist, each for another one. */
    private List<Ask> absent(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> Ask.get(cloud.path(String.format("/images/%08x-0000-4000-8000-00000000dead", i)), token)
                        .expecting(404))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS_500, 10",
        "STATUS_500, 50",
        "STATUS_500, 100",
        "WEB_PAGE, 50",
        "RESET, 10",
        "RESET, 50",
        "RESET, 100"
    })
    void faultyGlanceDoesNotAffectCachedImagesAndGetsFewMoreRequests(Meddler.Fault fault, int percent)
            throws Exception {
        try (Meddler meddler = new Meddler(cloud.live.glanceUrl());
                StormGateway gateway = behind(meddler)) {
            List<Ask> few = cloud.asks(token).subList(0, 100);
            List<Ask> hits = Storms.warm(gateway, few);
            meddler.corrupt(fault, percent);
            int asked = meddler.asked();
            Load missing = Load.start(gateway.port(), absent(50_000), CONNECTIONS, 50);
            Answers hit = run(gateway, hits, 1_000, Storms.seconds(4, 20));
            Answers missed = missing.stop();
            double calls = meddler.asked() - asked;
            Storms.report("hits", hit);
            Storms.report("misses", missed);
            Storms.report("calls for each miss", calls / missed.size());

            assertThat(hit.wrong().all()).isEmpty();
            assertThat(calls / missed.size()).isLessThanOrEqualTo(1.2);
            assertThat(missed.of(0).all()).isEmpty();
        }
    }

    @Test
    void withoutKeystoneCachedTokensWorkUntilTheyExpireWithoutA401() throws Exception {
        Duration believed = Storms.seconds(10, 60);
        try (StormGateway gateway = StormGateway.start(
                cloud, "cache.fresh=1h", "keystone-authtoken.token-cache-time=" + believed.toSeconds() + "s")) {
            String other = cloud.token();
            List<Ask> asks = Storms.warm(gateway, cloud.asks(token).subList(0, 100));
            String fresh = cloud.token();
            Storms.learn(gateway, cloud.asks(fresh).subList(0, 1));
            long validated = System.nanoTime();
            cloud.live.stopKeystone();
            List<Ask> known = cloud.asks(fresh).subList(0, 1);
            Load old = Load.start(gateway.port(), known, 4, 200);
            Load unknown = Load.start(gateway.port(), cloud.asks(other).subList(0, 10), 4, 20);
            Storms.wait(believed.plusSeconds(2));
            Answers olds = old.stop();
            Answers unknowns = unknown.stop();
            cloud.live.startKeystone();
            // Up to a tenth less, so that not all expire at the same time.
            Answers inTime = olds.between(validated, validated + believed.toNanos() * 8 / 10);
            Storms.report("known token, in its time", inTime);
            Storms.report("known token, all", olds);
            Storms.report("unknown token", unknowns);

            assertThat(asks).isNotEmpty();
            assertThat(inTime.wrong().all()).isEmpty();
            assertThat(unknowns.of(503).size()).isEqualTo(unknowns.size());
            assertThat(unknowns.percentile(100)).isLessThan(Duration.ofMillis(1_100));
            assertThat(olds.of(401).all()).isEmpty();
        }
    }
}
