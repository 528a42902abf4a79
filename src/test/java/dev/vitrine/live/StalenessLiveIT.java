package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The staleness of responses, with a real Glance and Keystone. Changes made elsewhere are served in time, changes
 * through the gateway at once, and a revoked token is rejected in time.
 */
@Tag("live")
@Timeout(300)
class StalenessLiveIT {
    private static final List<String> CALLERS = List.of("owner", "sharer", "stranger");

    /** Short, so that a hundred changes take about a minute. */
    private static final Duration BELIEVED = Duration.ofMillis(500);

    private static final Duration TOKEN_BELIEVED = Duration.ofSeconds(3);

    /** The TTLs of the cache, and long timeouts, so that a busy machine causes no outages. */
    private static final Map<String, String> SETTINGS = Map.of(
            "cache.fresh", BELIEVED.toMillis() + "ms",
            "cache.stale-while-revalidate", BELIEVED.toMillis() + "ms",
            "cache.negative-ttl", BELIEVED.toMillis() + "ms",
            "keystone-authtoken.token-cache-time", TOKEN_BELIEVED.toMillis() + "ms",
            "keystone-authtoken.first-byte-timeout", "30s",
            "keystone-authtoken.timeout", "30s",
            "glance.first-byte-timeout", "30s",
            "glance.timeout", "30s",
            "glance.write-timeout", "30s");

    /** The maximum time for which an image or a negative result is served from the cache with these settings. */
    private static final Duration REMEMBERED = BELIEVED.multipliedBy(2);

    /** The maximum number of wrong responses to report. */
    private static final int SHOWN = 5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveGateway gateway;
    private static LiveCloud cloud;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        gateway = LiveGateway.start(folder, SETTINGS);
        cloud = gateway.cloud();
        admin = cloud.adminToken();
        gateway.caller("owner", "owner", "member");
        gateway.caller("sharer", "sharer", "member");
        gateway.caller("stranger", "stranger", "member");
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void hundredChangesMadeElsewhereAreServedInTime() throws Exception {
        long seed = Long.getLong("vitrine.seed", System.nanoTime());
        Random random = new Random(seed);
        LiveExposure exposure = new LiveExposure("private", false);
        String id = gateway.image("owner", "exposed", Map.of("visibility", "private", "turn", "0"));
        LiveHistory history = new LiveHistory(System::nanoTime, "0", seenBy(exposure));
        LiveReaders readers = LiveReaders.start(gateway, id, history::now, CALLERS);

        try (readers) {
            for (int turn = 1; turn <= 100; turn++) {
                exposure = exposure.withOtherVisibility(random);
                expose(history, id, "" + turn, exposure);
                if (exposure.visibility().equals("shared") && random.nextBoolean()) {
                    exposure = exposure.withOtherMembers();
                    shareOrNot(history, id, "" + turn, exposure);
                }
                // The next change comes when all have seen this one, or while some have and some have not.
                readers.await(1 + random.nextInt(60));
                if (random.nextBoolean()) {
                    readers.await(1, history::isUpToDate);
                }
            }
        }

        List<LiveRead> reads = readers.reads();
        long asked = cloud.imageReads(id);
        System.out.printf(
                "seed %d: %d answers, %d calls to Glance, at most %s late, at most %s long%n",
                seed, reads.size(), asked, longest(reads, history::lag), longest(reads, LiveRead::took));
        assertThat(history.late(reads, REMEMBERED).limit(SHOWN))
                .as("answers that are too late, with -Dvitrine.seed=%d", seed)
                .isEmpty();
        assertThat(statuses(reads, "owner")).containsOnly(200);
        assertThat(statuses(reads, "sharer")).containsOnly(200, 404);
        assertThat(statuses(reads, "stranger")).containsOnly(200, 404);
        assertThat(asked).isPositive().isLessThan(reads.size() / 2);
    }

    private static Duration longest(List<LiveRead> reads, Function<LiveRead, Duration> time) {
        return reads.stream().map(time).max(Duration::compareTo).orElseThrow();
    }

    private static Set<String> seenBy(LiveExposure exposure) {
        return exposure.seenBy("owner", "sharer", "stranger");
    }

    /** Only an administrator may make an image public. */
    private static void expose(LiveHistory history, String id, String turn, LiveExposure exposure) {
        String patch = "[{\"op\":\"replace\",\"path\":\"/visibility\",\"value\":\"" + exposure.visibility() + "\"},"
                + "{\"op\":\"replace\",\"path\":\"/turn\",\"value\":\"" + turn + "\"}]";
        history.change(turn, seenBy(exposure), () -> cloud.patch(admin, id, patch));
    }

    private static void shareOrNot(LiveHistory history, String id, String turn, LiveExposure exposure) {
        String project = gateway.project("sharer");
        history.change(turn, seenBy(exposure), () -> {
            if (exposure.hasMember()) {
                cloud.addMember(gateway.token("owner"), id, project);
            } else {
                cloud.removeMember(gateway.token("owner"), id, project);
            }
        });
    }

    private static Set<Integer> statuses(List<LiveRead> reads, String caller) {
        return reads.stream()
                .filter(read -> read.caller().equals(caller))
                .map(LiveRead::status)
                .collect(Collectors.toSet());
    }

    @Test
    void fiftyChangesThroughTheGatewayAreServedAtOnce() throws Exception {
        String id = gateway.image("owner", "changing", Map.of("visibility", "public", "turn", "0"));
        LiveHistory history = new LiveHistory(System::nanoTime, "0", Set.copyOf(CALLERS));
        LiveReaders readers = LiveReaders.start(gateway, id, history::now, CALLERS);

        try (readers) {
            for (int turn = 1; turn <= 50; turn++) {
                String value = "" + turn;
                history.change(
                        value,
                        Set.copyOf(CALLERS),
                        () -> assertThat(write(id, value)).isEqualTo(200));
                String shown =
                        gateway.get("owner", "/images/" + id + "/metadata/turn").body();
                assertThat(shown).isEqualTo("{\"meta\":{\"turn\":\"" + value + "\"}}");
                // One answer may be to a request from before the change; the others come from after it.
                readers.await(3);
            }
        }

        List<LiveRead> reads = readers.reads();
        System.out.printf(
                "%d answers beside 50 changes, Glance was asked %d times%n", reads.size(), cloud.imageReads(id));
        assertThat(reads.stream().filter(read -> !history.lag(read).isZero()).limit(SHOWN))
                .isEmpty();
    }

    private static int write(String id, String turn) {
        try {
            return gateway.send(
                            "owner",
                            "PUT",
                            "/images/" + id + "/metadata/turn",
                            "{\"meta\": {\"turn\": \"" + turn + "\"}}",
                            "Content-Type",
                            "application/json")
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void revokedTokenIsRejectedInTimeAndTheUsersOtherTokenIsNot() {
        LiveUser user = cloud.user("revoked", gateway.project("owner"), "member");
        gateway.bearer("revoked", cloud.token(user), user.projectId());
        gateway.bearer("not revoked", cloud.token(user), user.projectId());
        String id = gateway.image("owner", "asked for by a revoked token", Map.of());
        assertThat(status("revoked", id)).isEqualTo(200);
        assertThat(status("not revoked", id)).isEqualTo(200);

        cloud.revoke(gateway.token("revoked"));

        assertRejectedInTime("revoked", id);
        assertThat(status("not revoked", id)).isEqualTo(200);
    }

    @Test
    void tokenOfADisabledUserIsRejectedInTime() {
        LiveUser user = cloud.user("disabled", gateway.project("owner"), "member");
        gateway.bearer("disabled", cloud.token(user), user.projectId());
        String id = gateway.image("owner", "asked for by a disabled user", Map.of());
        assertThat(status("disabled", id)).isEqualTo(200);

        cloud.disableUser(user);

        assertRejectedInTime("disabled", id);
    }

    /** Glance itself caches tokens for 300 s, so it is the gateway that rejects. */
    private static void assertRejectedInTime(String caller, String id) {
        long end = System.nanoTime();
        LiveWait.until(TOKEN_BELIEVED, () -> status(caller, id) == 401);
        // Either it was refused by now, or the time is over and the next request must be the first that is.
        assertThat(status(caller, id)).isEqualTo(401);
        System.out.printf(
                "%s: refused after %d ms%n",
                caller, Duration.ofNanos(System.nanoTime() - end).toMillis());
    }

    private static int status(String caller, String id) {
        try {
            return gateway.get(caller, "/images/" + id).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
