package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveBroker;
import dev.vitrine.live.LiveHistory;
import dev.vitrine.live.LiveRead;
import dev.vitrine.live.LiveReaders;
import dev.vitrine.storm.ListCallers.Step;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists of a real Glance that notifies of every change: a crowd for a cold one, unchanged ones, and changes of all kinds. */
@Tag("storm")
class ListFreshnessStormIT {
    private static final int CROWD = 1_000;
    private static final Duration EVENTS_FRESH = Duration.ofSeconds(3);

    /** Up to a tenth less, so that not all that was loaded together is refreshed together. */
    private static final Duration EVENTS_FRESH_AT_LEAST =
            EVENTS_FRESH.multipliedBy(9).dividedBy(10);

    /** How much later than in time a refresh may be on a busy machine, and a request. */
    private static final Duration DELAY = Duration.ofSeconds(1);

    /** What is loaded sooner after a change is fresh for two seconds only. */
    private static final Duration SETTLED = Duration.ofMillis(2_100);

    /** In this time what was loaded so soon is replaced, so that only a notification shows the next change in time. */
    private static final Duration QUIET = SETTLED.multipliedBy(2);

    /** The time within which a change must be in the lists of all whom it concerns. */
    private static final Duration IN_TIME = Duration.ofSeconds(2);

    private static final int SHOWN = 5;

    private static StormCloud cloud;
    private static LiveBroker broker;
    private static ListCallers callers;
    private static Meddler meddler;
    private static StormGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cloud = StormCloud.calm();
        broker = LiveBroker.start(Files.createTempDirectory("rabbit"));
        cloud.live.notify(broker.transportUrl());
        callers = new ListCallers(cloud);
        meddler = new Meddler(cloud.live.glanceUrl());
        gateway = startLive("cache.events-fresh=" + EVENTS_FRESH.toSeconds() + "s");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        meddler.close();
        cloud.live.notify("");
        broker.close();
    }

    /**
     * Starts a gateway, and changes an image until the gateway takes notifications for complete. It has long timeouts, so that a
     * busy machine causes no outages, and its long lists are walks of several calls.
     */
    private static StormGateway startLive(String... more) throws Exception {
        String[] settings = Stream.concat(
                        Stream.of(
                                "glance.api-servers=" + meddler.url(),
                                "glance.first-byte-timeout=30s",
                                "glance.timeout=30s",
                                "glance.page-size=50",
                                "keystone-authtoken.first-byte-timeout=30s",
                                "keystone-authtoken.timeout=30s",
                                "listen.max-connections-per-address=2000"),
                        Stream.of(more))
                .toArray(String[]::new);
        StormGateway started = StormGateway.start(cloud, StormGateway.notified(broker, settings));
        String canary = UUID.randomUUID().toString();
        callers.create(canary, "canary");
        for (int turn = 0; started.figure("vitrine_notification_feed_status{status=\"live\"}") != 1; turn++) {
            assertThat(turn).as(started.log()).isLessThan(100);
            callers.patch(canary, "name", "\"" + turn + "\"");
            Storms.wait(Duration.ofMillis(200));
        }
        callers.delete(canary);
        return started;
    }

    @Test
    void thousandClientsThatRequestAColdListGetItFromOneWalk() throws Exception {
        Ask ask = Ask.get(cloud.path("/images/detail?limit=120"), cloud.token());
        List<Ask> learnt = Storms.learn(gateway, List.of(ask), i -> StormCloud.id(StormCloud.IMAGES - 1));
        List<Ask> asks = Collections.nCopies(CROWD, learnt.get(0));
        gateway.clearCache();
        int before = meddler.asked();
        meddler.delay(Duration.ofMinutes(1));
        FutureTask<Answers> crowd = new FutureTask<>(() -> Load.once(gateway.port(), asks, CROWD));
        new Thread(crowd, "crowd").start();
        while (gateway.figure("vitrine_connections ") < CROWD) {
            assertThat(crowd.isDone()).as(gateway.log()).isFalse();
            Storms.wait(Duration.ofMillis(100));
        }
        // Each client sends its request as soon as it is connected.
        Storms.wait(DELAY);
        meddler.delay(Duration.ZERO);
        Answers answers = crowd.get();
        List<String> calls = meddler.targetsAfter(before);
        Storms.report("crowd for a list", answers);
        Storms.report("calls to Glance", calls);

        assertThat(answers.of(200).size()).as(gateway.log()).isEqualTo(CROWD);
        assertThat(answers.wrong().all()).isEmpty();
        assertThat(calls).doesNotHaveDuplicates().allMatch(call -> call.startsWith("/v2/images?"));
        assertThat(calls).filteredOn(ListFreshnessStormIT::isBeginning).hasSize(1);
    }

    /** Returns whether this is the first call of a walk. */
    private static boolean isBeginning(String call) {
        return !call.contains("marker=");
    }

    @Test
    void unchangedListsAreLoadedOnceInTheirTimeWhileEveryChangeIsNotified() throws Exception {
        Storms.wait(SETTLED);
        int before = meddler.asked();
        long start = System.nanoTime();
        List<Ask> asks = List.of(
                Ask.get(cloud.path("/images/detail?limit=90"), cloud.token()),
                Ask.get(cloud.path("/images.xml?limit=80"), cloud.token()));
        List<Ask> lists = Storms.learn(gateway, asks, i -> "\"storm\"");
        Load load = Load.start(gateway.port(), lists, 4, 200);
        Storms.wait(Storms.seconds(10, 300));
        Answers answers = load.stop();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> calls = meddler.targetsAfter(before);
        long walks = calls.stream().filter(ListFreshnessStormIT::isBeginning).count();
        Storms.report("unchanged lists", answers);
        Storms.report("walks of them, and in what time", List.of(walks, time));

        assertThat(answers.wrong().all()).isEmpty();
        assertThat(calls).allMatch(call -> call.startsWith("/v2/images?"));
        assertThat(walks)
                .isBetween(
                        lists.size() * (1 + time.dividedBy(EVENTS_FRESH.plus(DELAY))),
                        lists.size() * (1 + time.dividedBy(EVENTS_FRESH_AT_LEAST)));
    }

    @Test
    void changesInGlanceAreInTheListsOfAllWhomTheyConcernInTime() throws Exception {
        cloud.copyImages(callers.owner(), Storms.number(20, 200), "beef");
        List<Duration> delays = new ArrayList<>();
        int images = Storms.number(3, 30);
        try (StormGateway patient = startLive()) {
            for (int image = 0; image < images; image++) {
                changeUntilDeleted(patient, image, delays);
            }
        }
        delays.sort(Duration::compareTo);
        Storms.report("changes", images * callers.steps().size());
        Storms.report(
                "in all lists after, in the median and at most",
                List.of(delays.get(delays.size() / 2), delays.get(delays.size() - 1)));
    }

    /** All callers have seen each change before the next one; of every other image only the last one. */
    private static void changeUntilDeleted(StormGateway gateway, int number, List<Duration> delays) throws Exception {
        String id = UUID.randomUUID().toString();
        LiveHistory history = new LiveHistory(System::nanoTime, "", Set.of());
        LiveReaders readers = LiveReaders.start(caller -> callers.read(gateway, caller, id, history), callers.all());
        try (readers) {
            for (Step step : callers.steps()) {
                if (number == 0 && step.isFirst()) {
                    Storms.wait(QUIET);
                }
                history.change(step.name(), step.foundBy(), () -> step.change().accept(id));
                if (number % 2 == 0) {
                    long end = System.nanoTime();
                    readers.await(1, history::isUpToDate);
                    delays.add(Duration.ofNanos(System.nanoTime() - end));
                }
            }
            readers.await(1, history::isUpToDate);
        }
        List<LiveRead> reads = readers.reads();
        assertThat(history.late(reads, IN_TIME).limit(SHOWN))
                .as("of %d lists, those that are late or were never true", reads.size())
                .isEmpty();
    }
}
