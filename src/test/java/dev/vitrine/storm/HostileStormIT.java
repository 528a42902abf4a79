package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant that does harm, beside three that work. */
@Tag("storm")
@Tag("measured")
class HostileStormIT {
    private static final int HOT = 50;
    private static final String ATTACKED = StormCloud.id(StormCloud.IMAGES - 1);

    /** Three loads of a hundred requests a second together: hits, misses, changes. */
    private record GoodLoads(Load hits, Load misses, Load changes) {
        record Results(Answers hits, Answers misses, Answers changes) {}

        static GoodLoads start(int port, List<Ask> hits, List<Ask> misses, List<Ask> changes) {
            return new GoodLoads(
                    Load.start(port, hits, 4, 85), Load.start(port, misses, 4, 13), Load.start(port, changes, 2, 2));
        }

        Results stop() throws InterruptedException {
            return new Results(hits.stop(), misses.stop(), changes.stop());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx128m", "-Xmx256m", "-Xmx384m"})
    void othersAreServedWhileOneTenantTakesAllItCan(String heap) throws Exception {
        StormCloud cloud = StormCloud.calm();
        cloud.live.sql("UPDATE images SET visibility = 'public' WHERE id LIKE '%-00000000cafe'");
        try (StormGateway gateway = StormGateway.startWith(cloud, new String[] {heap, "-XX:+ExitOnOutOfMemoryError"})) {
            List<LiveUser> good = goodUsers(cloud, heap);
            List<Ask> hits = asks(cloud, good, 0, HOT);
            List<Ask> misses = asks(cloud, good, HOT, StormCloud.IMAGES - 1);
            List<Ask> changes = changes(cloud, good);
            Load.once(gateway.port(), hits, 4);

            GoodLoads before = GoodLoads.start(gateway.port(), hits, misses, changes);
            Storms.wait(Storms.seconds(10, 120));
            report(heap + " without it", before.stop());

            HostileTenant hostile = new HostileTenant(cloud, ATTACKED, heap);
            hostile.start(gateway.port());
            GoodLoads loads = GoodLoads.start(gateway.port(), hits, misses, changes);
            Storms.wait(Storms.seconds(30, 3_600));
            GoodLoads.Results beside = loads.stop();
            Map<String, Long> taken = hostile.stop();
            report(heap + " beside it", beside);
            Storms.report(heap + " responses to the hostile tenant", taken);

            assertThat(gateway.isAlive()).as(gateway.log()).isTrue();
            assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
            assertThat(beside.hits().wrong().all()).isEmpty();
            assertThat(share(beside.misses())).isGreaterThanOrEqualTo(0.99);
            assertThat(share(beside.changes())).isGreaterThanOrEqualTo(0.99);
        } finally {
            cloud.live.sql("UPDATE images SET visibility = 'private' WHERE id LIKE '%-00000000cafe'");
        }
    }

    private static void report(String what, GoodLoads.Results results) {
        Storms.report(what + ", hits", results.hits());
        Storms.report(what + ", misses", results.misses());
        Storms.report(what + ", changes", results.changes());
    }

    private static double share(Answers answers) {
        return 1 - (double) answers.wrong().size() / answers.size();
    }

    /** The owner of the cloud's images, and two from other projects. */
    private static List<LiveUser> goodUsers(StormCloud cloud, String heap) {
        List<LiveUser> users = new ArrayList<>(List.of(cloud.user));
        for (int i = 0; i < 2; i++) {
            String name = "good" + i + heap;
            users.add(cloud.live.user(name, cloud.live.project(name), "member"));
        }
        return users;
    }

    private static List<Ask> asks(StormCloud cloud, List<LiveUser> users, int from, int to) {
        List<String> tokens = users.stream().map(cloud.live::token).toList();
        return IntStream.range(from, to)
                .mapToObj(i -> {
                    int who = i % users.size();
                    String path = "/v2/" + users.get(who).projectId() + "/images/" + StormCloud.id(i);
                    return Ask.get(path, tokens.get(who));
                })
                .toList();
    }

    /** Changes of an image of each user's own; the first one's is the one that the hostile tenant tries to delete. */
    private static List<Ask> changes(StormCloud cloud, List<LiveUser> users) {
        List<Ask> changes = new ArrayList<>();
        for (LiveUser user : users) {
            String token = cloud.live.token(user);
            String image = user.equals(cloud.user)
                    ? ATTACKED
                    : cloud.live
                            .createImage(token, Map.of("name", "own", "visibility", "private"))
                            .path("id")
                            .asText();
            changes.add(Ask.of(
                    "PUT",
                    "/v2/" + user.projectId() + "/images/" + image + "/metadata/turn",
                    token,
                    "{\"meta\":{\"turn\":\""
                            + Duration.ofNanos(System.nanoTime()).toMillis() + "\"}}"));
        }
        return changes;
    }
}
