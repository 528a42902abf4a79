package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveUser;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of two projects that use the largest legal images as fast as they can, with heaps of four sizes. */
@Tag("storm")
@Tag("measured")
class BudgetStormIT {
    private static final int LARGE_IMAGES = 6;
    private static final int CHANGES = 50;
    private static final double MIB = 1 << 20;
    private static final List<String> HEAPS = List.of("128m", "256m", "384m", "512m");

    private static StormCloud cloud;
    private static List<Tenant> tenants;

    /** A project with large images. */
    private record Tenant(String path, String token, List<String> images) {
        static Tenant of(String name) {
            LiveUser user = cloud.live.user(name, cloud.live.project(name), "member");
            String token = cloud.live.token(user);
            return new Tenant(
                    "/v2/" + user.projectId() + "/images", token, cloud.largeImages(user, token, LARGE_IMAGES));
        }

        private Ask image(int number) {
            return Ask.get(path + "/" + images.get(number % LARGE_IMAGES), token);
        }

        /** A list with so many of the images, one to all. */
        private Ask list(int number) {
            return Ask.get(path + "/detail?visibility=private&limit=" + (1 + number % LARGE_IMAGES), token);
        }

        /** Replaces one of the properties, whose number cannot grow. */
        private Ask change(int number) {
            String target = path + "/" + images.get(number % LARGE_IMAGES) + "/metadata";
            return Ask.of("POST", target, token, "{\"metadata\":{\"p000\":\"" + number + "\"}}");
        }
    }

    /** What the clients do, and how many there are. */
    enum Kind {
        IMAGES(36),
        LISTS(12),
        CHANGES(24);

        private final int clients;

        Kind(int clients) {
            this.clients = clients;
        }

        private Ask ask(Tenant tenant, int number) {
            return switch (this) {
                case IMAGES -> tenant.image(number);
                case LISTS -> tenant.list(number);
                case CHANGES -> tenant.change(number);
            };
        }
    }

    @BeforeAll
    static void makeLargeImages() throws Exception {
        cloud = StormCloud.calm();
        tenants = List.of(Tenant.of("large1"), Tenant.of("large2"));
    }

    static Stream<Arguments> runs() {
        return HEAPS.stream().flatMap(heap -> Stream.of(Kind.values()).map(kind -> Arguments.of(heap, kind)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void noMoreThanTheBudgetIsEverHeldAndASmallCachedImageIsServedAllTheTime(String heap, Kind kind) throws Exception {
        String[] flags = {"-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"};
        try (StormGateway gateway = StormGateway.startWith(cloud, flags)) {
            List<Ask> small = Storms.warm(gateway, cloud.asks(cloud.token()).subList(0, 1));
            Load good = Load.start(gateway.port(), small, 1, 20);
            Load large = Load.start(gateway.port(), asks(kind), kind.clients, 0);
            Storms.wait(Storms.seconds(10, 60));
            Answers answers = large.stop();
            Answers hits = good.stop();
            assertThat(gateway.isAlive()).as(gateway.log()).isTrue();
            double budget = gateway.figure("vitrine_budget_max_bytes ");
            double peak = gateway.figure("vitrine_budget_peak_bytes ");
            Storms.report(heap + " " + kind + ", large", answers);
            Storms.report(heap + " " + kind + ", hits of a small image", hits);
            Storms.report("heap, load, budget, most ever held, refused, served", row(heap, kind, gateway, answers));

            assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
            assertThat(peak).isPositive().isLessThanOrEqualTo(budget);
            assertThat(hits.all()).isNotEmpty();
            assertThat(hits.wrong().all()).isEmpty();
        }
    }

    private static List<Ask> asks(Kind kind) {
        return IntStream.range(0, LARGE_IMAGES * CHANGES)
                .boxed()
                .flatMap(i -> tenants.stream().map(tenant -> kind.ask(tenant, i)))
                .toList();
    }

    /** Returns a row of the table in storms.md. */
    private static String row(String heap, Kind kind, StormGateway gateway, Answers answers) throws Exception {
        return "| %s | %s | %.1f MiB | %.1f MiB | %.0f | %.0f | %d |"
                .formatted(
                        heap,
                        kind.name().toLowerCase(Locale.ROOT),
                        gateway.figure("vitrine_budget_max_bytes ") / MIB,
                        gateway.figure("vitrine_budget_peak_bytes ") / MIB,
                        gateway.figure("vitrine_budget_refused_by_share_total "),
                        gateway.figure("vitrine_budget_refused_by_whole_total "),
                        answers.of(200).size());
    }
}
