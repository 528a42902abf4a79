package dev.vitrine.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways that share only a real Glance and the RabbitMQ of its notifications. Both serve changes that were made
 * elsewhere in time, and detect when they are no longer notified.
 */
@Tag("live")
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventsLiveIT {
    private static final List<String> CALLERS = List.of("owner", "sharer", "stranger");

    /** The time within which a notified change must be served. */
    private static final Duration IN_TIME = Duration.ofSeconds(2);

    /** The time within which the status must change after the loss of the connection. */
    private static final Duration FALL = Duration.ofSeconds(1);

    private static final Duration RETURN = Duration.ofSeconds(20);

    /** The freshness without notifications, whose sum is the time within which a change must be served. */
    private static final Duration BELIEVED = Duration.ofMillis(1_500);

    private static final int SHOWN = 5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveBroker broker;
    private static LiveGateway one;
    private static LiveGateway other;
    private static LiveCloud cloud;
    private static String admin;
    private static String canary;
    private static int turns;

    @BeforeAll
    static void start() throws Exception {
        broker = LiveBroker.start(folder.resolve("rabbit"));
        one = LiveGateway.start(folder.resolve("cloud"), settings("one"));
        other = one.beside(settings("other"));
        cloud = one.cloud();
        for (String caller : CALLERS) {
            one.caller(caller, caller, "member");
        }
        cloud.notify(broker.transportUrl());
        admin = cloud.adminToken();
        canary = one.image("owner", "canary", Map.of("visibility", "private", "turn", "0"));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {other, one, broker}) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Long timeouts, so that a busy machine causes no outages. */
    private static Map<String, String> settings(String instance) {
        return Map.of(
                "events.brokers", "127.0.0.1:" + broker.port(),
                "events.instance", instance,
                "cache.fresh", BELIEVED.toMillis() + "ms",
                "cache.stale-while-revalidate", BELIEVED.toMillis() + "ms",
                "cache.negative-ttl", "1s",
                "cache.status-header", "true",
                "keystone-authtoken.first-byte-timeout", "30s",
                "keystone-authtoken.timeout", "30s",
                "glance.first-byte-timeout", "30s",
                "glance.timeout", "30s");
    }

    private static void patch(String id, String path, String value) {
        cloud.patch(admin, id, "[{\"op\":\"replace\",\"path\":\"/" + path + "\",\"value\":\"" + value + "\"}]");
    }

    /** Makes changes until the feeds of both gateways are live. */
    private static void untilLive(LiveGateway... gateways) {
        for (LiveGateway gateway : gateways) {
            assertThat(LiveWait.until(RETURN, () -> {
                        patch(canary, "turn", "" + ++turns);
                        return gateway.stands("live", Duration.ofMillis(500));
                    }))
                    .as(gateway.management("/readyz"))
                    .isTrue();
        }
    }

    private static String shown(LiveGateway gateway, String id) {
        try {
            return gateway.get("owner", "/images/" + id).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String how(LiveGateway gateway, String id) {
        try {
            return gateway.get("owner", "/images/" + id)
                    .headers()
                    .firstValue("Cache-Status")
                    .orElse("");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was loaded is cached when Keystone has confirmed the caller's access class: a little after the response. */
    private static void untilCached(LiveGateway gateway, String id) {
        assertThat(LiveWait.until(RETURN, () -> how(gateway, id).contains("hit")))
                .isTrue();
    }

    @Test
    @Order(1)
    void feedIsNotLiveBeforeTheFirstNotification() throws Exception {
        cloud.notify("");
        try (LiveGateway third = one.beside(settings("third"))) {
            assertThat(third.stands("unproven", RETURN)).isTrue();
            assertThat(third.management("/readyz"))
                    .contains(
                            "\"ready\": true",
                            "\"degraded\": [\"no-events: no notification received from Glance yet (");
            shown(third, canary);
            patch(canary, "turn", "told by nobody");

            // The driver is off meanwhile, and cached images are fresh as long as without a broker.
            assertThat(LiveWait.until(
                            BELIEVED.multipliedBy(2), () -> shown(third, canary).contains("told by nobody")))
                    .isTrue();
            assertThat(third.stands("unproven", Duration.ZERO)).isTrue();

            cloud.notify(broker.transportUrl());
            untilLive(third);
            assertThat(third.management("/readyz")).contains("\"degraded\": []");
        }
    }

    @Test
    @Order(2)
    void changesOfAllKindsAreServedByBothInTime() throws Exception {
        untilLive(one, other);
        int changes = Integer.getInteger("vitrine.changes", 60);
        long seed = Long.getLong("vitrine.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Duration> delays = new ArrayList<>();
        Duration oldest = Duration.ZERO;
        long answers = 0;
        long asked = 0;
        while (delays.size() < changes) {
            String id = one.image("owner", "changing", Map.of("visibility", "private", "turn", "0"));
            int left = Math.min(changes - delays.size(), 20);
            LiveHistory history = new LiveHistory(System::nanoTime, "0", Set.of("owner"));
            List<LiveRead> reads = changeUntilDeleted(history, id, left, random, delays);
            assertThat(history.late(reads, IN_TIME).limit(SHOWN))
                    .as("answers that are late or were never true, with -Dvitrine.seed=%d", seed)
                    .isEmpty();
            Duration lag =
                    reads.stream().map(history::lag).max(Duration::compareTo).orElseThrow();
            oldest = lag.compareTo(oldest) > 0 ? lag : oldest;
            answers += reads.size();
            asked += cloud.imageReads(id);
        }

        delays.sort(Duration::compareTo);
        System.out.printf(
                "seed %d: %d changes, shown to all six after %d ms in the median, %d ms at most; %d answers, none more than"
                        + " %d ms behind, Glance was asked %d times%n",
                seed,
                delays.size(),
                delays.get(delays.size() / 2).toMillis(),
                delays.get(delays.size() - 1).toMillis(),
                answers,
                oldest.toMillis(),
                asked);
        assertThat(asked).isLessThan(answers / 2);
        assertThat(one.stands("live", Duration.ZERO)).isTrue();
        assertThat(other.stands("live", Duration.ZERO)).isTrue();
    }

    /** Changes a private image this many times, deletes it with the last change, and returns all responses. */
    private static List<LiveRead> changeUntilDeleted(
            LiveHistory history, String id, int changes, Random random, List<Duration> delays) throws Exception {
        LiveExposure exposure = new LiveExposure("private", false);
        LiveReaders first = LiveReaders.start(one, id, history::now, CALLERS);
        LiveReaders second = LiveReaders.start(other, id, history::now, CALLERS);
        try (first;
                second) {
            for (int turn = 1; turn <= changes; turn++) {
                if (turn == changes) {
                    history.change("", Set.of(), () -> cloud.delete(admin, id));
                } else {
                    exposure = change(history, id, "" + turn, exposure, random);
                }
                long end = System.nanoTime();
                first.await(1, history::isUpToDate);
                second.await(1, history::isUpToDate);
                delays.add(Duration.ofNanos(System.nanoTime() - end));
            }
        }
        return Stream.of(first.reads(), second.reads()).flatMap(List::stream).toList();
    }

    /** One of: a property, the visibility with it, a member more or less. */
    private static LiveExposure change(
            LiveHistory history, String id, String turn, LiveExposure exposure, Random random) {
        if (exposure.visibility().equals("shared") && random.nextBoolean()) {
            LiveExposure after = exposure.withOtherMembers();
            String owner = one.token("owner");
            String project = one.project("sharer");
            history.change(history.turn(), seenBy(after), () -> {
                if (after.hasMember()) {
                    cloud.addMember(owner, id, project);
                } else {
                    cloud.removeMember(owner, id, project);
                }
            });
            return after;
        }
        LiveExposure after = random.nextBoolean() ? exposure.withOtherVisibility(random) : exposure;
        String patch = "[{\"op\":\"replace\",\"path\":\"/visibility\",\"value\":\"" + after.visibility() + "\"},"
                + "{\"op\":\"replace\",\"path\":\"/turn\",\"value\":\"" + turn + "\"}]";
        history.change(turn, seenBy(after), () -> cloud.patch(admin, id, patch));
        return after;
    }

    private static Set<String> seenBy(LiveExposure exposure) {
        return exposure.seenBy("owner", "sharer", "stranger");
    }

    @Test
    @Order(3)
    void changeThroughOneIsServedByTheOther() throws Exception {
        untilLive(one, other);
        List<Duration> delays = new ArrayList<>();
        for (int turn = 1; turn <= 30; turn++) {
            String value = "through one, " + turn + ".";
            shown(other, canary);
            int status = one.send(
                            "owner",
                            "PUT",
                            "/images/" + canary + "/metadata/turn",
                            "{\"meta\": {\"turn\": \"" + value + "\"}}",
                            "Content-Type",
                            "application/json")
                    .statusCode();
            long end = System.nanoTime();
            assertThat(status).isEqualTo(200);
            assertThat(shown(one, canary)).contains(value);
            while (!shown(other, canary).contains(value)) {
                assertThat(Duration.ofNanos(System.nanoTime() - end)).isLessThan(IN_TIME);
            }
            delays.add(Duration.ofNanos(System.nanoTime() - end));
        }

        delays.sort(Duration::compareTo);
        System.out.printf(
                "30 changes through one gateway, seen through the other after %d ms in the median, %d ms at most%n",
                delays.get(15).toMillis(), delays.get(29).toMillis());
    }

    @Test
    @Order(4)
    void manyDownloadsInvalidateNothing() throws Exception {
        untilLive(one, other);
        int seconds = Integer.getInteger("vitrine.storm.seconds", 3);
        byte[] send =
                "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"message_id\\\": \\\"c8d3\\\", \\\"event_type\\\":"
                        .concat(" \\\"image.send\\\", \\\"payload\\\": {\\\"image_id\\\": \\\"" + canary + "\\\"}}\"}")
                        .getBytes(UTF_8);
        String storms = "vitrine_notifications_total{kind=\"ignored\"}";
        double before = one.figure(storms);
        shown(one, canary);
        LiveWait.pause(Duration.ofSeconds(3));
        untilCached(one, canary);
        long asked = cloud.imageReads(canary);
        long cpu = threadNanos("events");
        int hits = 0;
        try (Connection connection = broker.connect()) {
            Channel channel = connection.createChannel();
            for (int tick = 0; tick < seconds * 100; tick++) {
                long start = System.nanoTime();
                for (int i = 0; i < 50; i++) {
                    channel.basicPublish("glance", "notifications.info", null, send);
                }
                hits += how(one, canary).contains("hit") ? 1 : 0;
                LiveWait.pause(Duration.ofNanos(Math.max(0, 10_000_000 - (System.nanoTime() - start))));
            }
        }
        int sent = seconds * 5_000;
        assertThat(LiveWait.until(RETURN, () -> one.figure(storms) - before >= sent))
                .as("%s of %d", one.figure(storms) - before, sent)
                .isTrue();

        // The threads of both gateways are in this process.
        double core = (threadNanos("events") - cpu) / 2e9 / seconds;
        System.out.printf(
                "%d downloads told of in %d s: %.3f of a core for each gateway, %d hits of %d%n",
                sent, seconds, core, hits, seconds * 100);
        assertThat(hits).isEqualTo(seconds * 100);
        // One hit in a hundred is sampled.
        assertThat(cloud.imageReads(canary) - asked).isLessThanOrEqualTo(5L * seconds + 5);
        assertThat(one.stands("live", Duration.ZERO)).isTrue();
        if (Boolean.getBoolean("vitrine.storm.measured")) {
            assertThat(core).isLessThan(0.25);
        }
    }

    /** Returns the CPU time of all threads with this prefix of their names. */
    private static long threadNanos(String name) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(name))
                .map(ThreadInfo::getThreadId)
                .mapToLong(threads::getThreadCpuTime)
                .sum();
    }

    @Test
    @Order(5)
    void missedChangesEndLive() throws Exception {
        List<String> ids = new ArrayList<>();
        Map<String, String> records = new HashMap<>(Map.of("visibility", "private"));
        for (int i = 0; i < 3; i++) {
            ids.add(one.image("owner", "changed without a word", Map.copyOf(records)));
        }
        untilLive(one);
        LiveWait.pause(Duration.ofSeconds(3));
        for (String id : ids) {
            assertThat(shown(one, id)).contains("without a word");
            untilCached(one, id);
            cloud.sql("UPDATE images SET name = 'found' WHERE id = '" + id + "'");
        }

        boolean found = LiveWait.until(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 50; i++) {
                shown(one, ids.get(i % ids.size()));
            }
            return one.stands("missed-changes", Duration.ZERO);
        });

        assertThat(found).as(one.management("/readyz")).isTrue();
        assertThat(one.figure("vitrine_notification_missed_changes_total")).isGreaterThanOrEqualTo(2);
        assertThat(one.management("/readyz")).contains("\"ready\": true", "images changed without a notification");
        patch(canary, "turn", "told, but not trusted");
        assertThat(one.stands("live", Duration.ofSeconds(1))).isFalse();
    }

    @Test
    @Order(6)
    void killedBrokerEndsLiveAndNothingElse() throws Exception {
        untilLive(other);
        String id = one.image("owner", "seen without a broker", Map.of("visibility", "private", "turn", "0"));
        Map<String, String> settings = new HashMap<>(settings("credulous"));
        settings.put("cache.fresh", "10m");
        try (LiveGateway credulous = one.beside(settings)) {
            untilLive(credulous);
            assertThat(shown(credulous, id)).contains("\"turn\":\"0\"");
            assertThat(shown(other, id)).contains("\"turn\":\"0\"");

            broker.kill();

            assertThat(other.stands("disconnected", FALL)).isTrue();
            assertThat(other.management("/readyz")).contains("\"ready\": true", "the broker is not connected");
            assertThat(shown(other, id)).contains("\"turn\":\"0\"");
            patch(id, "turn", "1");
            assertThat(LiveWait.until(
                            BELIEVED.multipliedBy(2), () -> shown(other, id).contains("\"turn\":\"1\"")))
                    .isTrue();
            // This gateway was not notified, and its cached images are fresh for long.
            assertThat(shown(credulous, id)).contains("\"turn\":\"0\"");

            double subscriptions = credulous.figure("vitrine_notification_subscriptions_total");
            broker.restart();
            // Glance declares the exchange with its next message.
            assertThat(LiveWait.until(RETURN.multipliedBy(3), () -> {
                        patch(canary, "turn", "" + ++turns);
                        return credulous.figure("vitrine_notification_subscriptions_total") > subscriptions;
                    }))
                    .isTrue();
            assertThat(shown(credulous, id)).contains("\"turn\":\"1\"");
            untilLive(credulous, other);
        }
    }

    @Test
    @Order(7)
    void afterTwentyStartsNoQueueIsLeft() throws Exception {
        String exchanges = broker.control("list_exchanges", "name");
        for (int i = 0; i < 20; i++) {
            try (LiveGateway again = one.beside(settings("again"))) {
                assertThat(again.stands("unproven", RETURN)).isTrue();
            }
        }

        assertThat(broker.control("list_queues", "name")).contains("gw.other.").doesNotContain("gw.again.");
        assertThat(broker.control("list_exchanges", "name")).isEqualTo(exchanges);
    }

    /** Returns the shipped configuration with other addresses. */
    @Test
    @Order(8)
    void behindHaproxyNoRequestFailsWhenAGatewayShutsDown() throws Exception {
        LiveGateway ending = one.beside(settings("ending"));
        try (LiveProxy proxy = LiveProxy.start(folder, at(ending), at(other))) {
            String url = "http://127.0.0.1:" + proxy.port() + "/v2/" + one.project("owner") + "/images/" + canary;
            assertThat(statuses(url, Duration.ofSeconds(1))).containsOnly(200);

            ending.drain();
            assertThat(statuses(url, Duration.ofSeconds(4))).containsOnly(200);
            ending.close();

            assertThat(statuses(url, Duration.ofSeconds(1))).containsOnly(200);
        }
    }

    private static LiveProxy.Gateway at(LiveGateway gateway) {
        return new LiveProxy.Gateway(gateway.port(), gateway.managementPort());
    }

    private static Set<Integer> statuses(String url, Duration time) throws Exception {
        Set<Integer> statuses = new HashSet<>();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            statuses.add(one.url("owner", "GET", url, "").statusCode());
        }
        return statuses;
    }
}
