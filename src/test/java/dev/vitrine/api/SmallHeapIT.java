package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.LargeImages;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest images that Glance allows, at a gateway with a small heap: it lives, and serves what there is room for. */
@ExtendWith(VertxExtension.class)
@Timeout(300)
class SmallHeapIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String SMALL = IMAGES + "/" + TestGateway.PUBLIC_IMAGE;

    private record World(LargeImages large, ScriptedService keystone, ScriptedService glance) {
        /** Every image has 128 properties with this value, as it is written in JSON. */
        static World of(String value, Vertx vertx) throws Exception {
            DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
            ScriptedService keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
            LargeImages large = new LargeImages(new DemoGlance(cloud, keystone.url()), 6, 128, value);
            return new World(large, keystone, new ScriptedService(large).start(vertx));
        }

        ChildGateway gateway(String memory) throws IOException {
            return ChildGateway.start(memory, keystone.url(), glance.url());
        }

        String path(int image, String suffix) {
            return IMAGES + "/" + large.ids().get(image % 6) + suffix;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx128m", "-Xmx256m", "-Xmx384m", "-Xmx512m"})
    void theLargestImagesDoNotEndTheGateway(String memory, Vertx vertx) throws Exception {
        World world = World.of("x".repeat(60_000), vertx);
        try (ChildGateway gateway = world.gateway(memory)) {
            List<Integer> inTurn = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                for (String suffix : List.of("", ".xml", "/metadata")) {
                    inTurn.add(get(gateway, world.path(i, suffix)));
                }
                assertThat(get(gateway, SMALL)).isEqualTo(200);
            }
            List<Integer> images = atOnce(36, i -> get(gateway, world.path(i, i % 2 == 0 ? "" : ".xml")));
            List<Integer> details = atOnce(12, i -> get(gateway, IMAGES + "/detail?limit=" + (6 + i)));
            List<Integer> briefs = atOnce(12, i -> get(gateway, IMAGES + "?limit=" + (6 + i)));

            assertLives(gateway);
            assertThat(inTurn).containsOnly(200);
            assertThat(images).isSubsetOf(200, 503).contains(200);
            assertThat(details).isSubsetOf(200, 503);
            assertThat(briefs).isSubsetOf(200, 503).contains(200);
        }
    }

    /** In JSON six bytes for one of UTF-8, or for three; in XML five for one. */
    @ParameterizedTest
    @CsvSource({"-Xmx128m, \\u0001", "-Xmx128m, \\u4e16", "-Xmx128m, &", "-Xmx384m, \\u4e16", "-Xmx384m, &"})
    void textsThatGrowWhenTheyAreWrittenDoNotEither(String memory, String character, Vertx vertx) throws Exception {
        World world = World.of(character.repeat(60_000), vertx);
        try (ChildGateway gateway = world.gateway(memory)) {
            List<Integer> all = atOnce(
                    24,
                    i -> get(
                            gateway,
                            world.path(
                                    i,
                                    List.of("", ".xml", "/metadata", "/metadata.xml")
                                            .get(i % 4))));
            all.addAll(atOnce(12, i -> get(gateway, IMAGES + "/detail.xml?limit=" + (6 + i))));

            assertThat(all).isSubsetOf(200, 503);
            assertLives(gateway);
        }
    }

    @Test
    void changesOfTheLargestImagesDoNotEither(Vertx vertx) throws Exception {
        World world = World.of("x".repeat(60_000), vertx);
        try (ChildGateway gateway = world.gateway("-Xmx128m")) {
            String body = "{\"metadata\":{\"p0\":\"v\"}}";
            List<Integer> changes = atOnce(
                    24,
                    i -> status(
                            gateway,
                            "POST " + world.path(i, "/metadata")
                                    + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body));

            assertThat(changes).isSubsetOf(200, 503).contains(200);
            assertLives(gateway);
        }
    }

    @Test
    void clientsThatDoNotReadThemDoNotEither(Vertx vertx) throws Exception {
        World world = World.of("x".repeat(60_000), vertx);
        List<Socket> clients = new ArrayList<>();
        try (ChildGateway gateway = world.gateway("-Xmx128m")) {
            for (int i = 0; i < 100; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                clients.add(client);
                client.setReceiveBufferSize(4096);
                String get = "GET " + world.path(i, "") + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";
                client.getOutputStream().write(get.getBytes(StandardCharsets.ISO_8859_1));
            }
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo('H');
            }
            assertThat(get(gateway, SMALL)).isEqualTo(200);
            for (Socket client : clients) {
                client.close();
            }
            assertLives(gateway);
        }
    }

    private static void assertLives(ChildGateway gateway) throws Exception {
        assertThat(gateway.isAlive()).as(gateway.log()).isTrue();
        assertThat(gateway.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
        assertThat(get(gateway, SMALL)).isEqualTo(200);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!gateway.metrics().contains("vitrine_budget_bytes 0.0") && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(gateway.metrics()).contains("vitrine_budget_bytes 0.0");
    }

    private static List<Integer> atOnce(int number, IntFunction<Integer> call) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(number);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, number)
                    .mapToObj(i -> (Callable<Integer>) () -> call.apply(i))
                    .toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : clients.invokeAll(calls, 120, TimeUnit.SECONDS)) {
                statuses.add(each.get());
            }
            return statuses;
        } finally {
            clients.shutdownNow();
        }
    }

    private static int get(ChildGateway gateway, String path) {
        return status(
                gateway, "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nConnection: close\r\n\r\n");
    }

    /** Returns the status of a whole response. */
    private static int status(ChildGateway gateway, String request) {
        try {
            RawHttp.Answer answer = RawHttp.send(gateway.port(), request);
            int length = answer.body().getBytes(StandardCharsets.UTF_8).length;
            assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(length));
            assertThat(answer.header("Retry-After")).isEqualTo(answer.status() == 503 ? "1" : "");
            return answer.status();
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("no response to " + request + gateway.log(), e);
        }
    }
}
