package dev.vitrine.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever ids clients ask for, with whatever tokens and queries, a heap of 256 MiB holds: the caches take what their
 * settings allow, and what is asked for often stays in them.
 *
 * <p>{@code -Dheap.images=10000000} and {@code -Dheap.requests=1000000} make the floods longer.
 */
@Tag("beside")
@ExtendWith(VertxExtension.class)
class HeapBoundIT {
    private static final String HEAP = "-Xmx256m";
    private static final long MIB = 1 << 20;
    private static final long IMAGES = 64 * MIB;
    private static final long LISTS = 16 * MIB;

    /** 20,000 negative results of some 400 bytes, and the library's own tables. */
    private static final long BESIDES = 12 * MIB;

    /** What an image takes that was asked for in one format, beside its document. */
    private static final long BESIDE_DOCUMENT = 270;

    private static final String PATH = "/v2/openstack/images/";
    private static final int AT_ONCE = 64;

    @Test
    void theCachesTakeWhatTheirSettingsAllow() throws Exception {
        long ids = Long.getLong("heap.images", 1_000_000);
        Process probe = probe(ids);
        String output = new String(probe.getInputStream().readAllBytes(), UTF_8);
        System.out.println("HeapBoundIT, " + ids + " ids: " + output.replace("\n", ", "));

        assertThat(probe.waitFor()).as(output).isEqualTo(0);
        Map<String, Long> measured = output.lines()
                .map(line -> line.split("=", -1))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1])));
        assertThat(measured.get("image")).isLessThanOrEqualTo(measured.get("image.document") + BESIDE_DOCUMENT);
        assertThat(measured.get("images")).isBetween(IMAGES * 8 / 10, IMAGES * 11 / 10);
        assertThat(measured.get("lists")).isBetween(LISTS * 7 / 10, LISTS * 11 / 10);
        assertThat(measured.get("after")).isLessThan(measured.get("before") * 11 / 10 + IMAGES + LISTS + BESIDES);
        assertThat(measured.get("hot.hits")).isGreaterThan(measured.get("hot.reads") * 99 / 100);
    }

    /** What is another one each time, how many of them for a whole flood, and what may remain of it. */
    private enum Random {
        ID(1, IMAGES + BESIDES, 404),
        TOKEN(2, BESIDES, 401),
        QUERY(5, LISTS + BESIDES, 200);

        private final int oneOf;
        private final long remains;
        private final int status;

        Random(int oneOf, long remains, int status) {
            this.oneOf = oneOf;
            this.remains = remains;
            this.status = status;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayOutlivesAFloodOf(Random what, Vertx vertx) throws Exception {
        long requests = Long.getLong("heap.requests", 50_000) / what.oneOf;
        try (ChildGateway gateway = serve(vertx)) {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions().setPipelining(true).setPipeliningLimit(4),
                    new PoolOptions().setHttp1MaxSize(AT_ONCE / 4));
            Flood flood = new Flood(client, gateway.port(), what, requests);
            flood.askForTheHotOne().await(20, TimeUnit.SECONDS);
            long before = liveBytes(gateway);

            flood.run().await(20, TimeUnit.MINUTES);

            long after = liveBytes(gateway);
            System.out.println("HeapBoundIT, " + requests + " requests, another " + what + " each: heap before="
                    + before + ", after=" + after + ", hot hits=" + flood.hits + "/" + requests / 10 + ", answers="
                    + flood.statuses);
            assertThat(after).isLessThan(before * 11 / 10 + what.remains);
            assertThat(flood.statuses.keySet()).isEqualTo(new TreeSet<>(List.of(200, what.status)));
            assertThat(flood.hits.get()).isGreaterThan(requests / 10 * 99 / 100);
            assertThat(flood.askForTheHotOne().await(20, TimeUnit.SECONDS).getHeader("Cache-Status"))
                    .startsWith("vitrine; hit");
        }
    }

    /** Requests of which each has another id, token or query, every tenth for the hot image, some under way at any time. */
    private static final class Flood {
        private final HttpClient client;
        private final int port;
        private final Random what;
        private final long requests;
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong hits = new AtomicLong();
        private final Map<Integer, Long> statuses = new ConcurrentHashMap<>();

        Flood(HttpClient client, int port, Random what, long requests) {
            this.client = client;
            this.port = port;
            this.what = what;
            this.requests = requests;
        }

        Future<Void> run() {
            return Future.join(Stream.generate(this::chain).limit(AT_ONCE).toList())
                    .mapEmpty();
        }

        private Future<Void> chain() {
            Promise<Void> end = Promise.promise();
            next(end);
            return end.future();
        }

        private void next(Promise<Void> end) {
            long number = sent.getAndIncrement();
            if (number >= requests) {
                end.complete();
                return;
            }
            boolean hot = number % 10 == 0;
            (hot ? askForTheHotOne() : askForAnother())
                    .onSuccess(answer -> {
                        statuses.merge(answer.statusCode(), 1L, Long::sum);
                        if (hot && answer.getHeader("Cache-Status").startsWith("vitrine; hit")) {
                            hits.incrementAndGet();
                        }
                        next(end);
                    })
                    .onFailure(end::fail);
        }

        private Future<HttpClientResponse> askForAnother() {
            String random = UUID.randomUUID().toString();
            return switch (what) {
                case ID -> ask(PATH + random, "demo");
                case TOKEN -> ask(PATH + TestGateway.FAKEIMAGE7, random);
                case QUERY -> ask("/v2/openstack/images?name=" + random, "demo");
            };
        }

        Future<HttpClientResponse> askForTheHotOne() {
            return ask(PATH + TestGateway.FAKEIMAGE7, "demo");
        }

        private Future<HttpClientResponse> ask(String path, String token) {
            return client.request(new RequestOptions()
                            .setMethod(HttpMethod.GET)
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setURI(path)
                            .putHeader("X-Auth-Token", token))
                    .compose(request -> request.send())
                    .compose(answer -> answer.end().map(answer));
        }
    }

    /** The serial collector must move everything: what it leaves between the objects would be counted as objects. */
    private static Process probe(long ids) throws IOException {
        return new ProcessBuilder(
                        tool("java"),
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:MarkSweepDeadRatio=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapProbe.class.getName(),
                        Long.toString(ids))
                .redirectErrorStream(true)
                .start();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Returns a gateway in front of a Glance, in this process, that has an image under two of three ids. */
    private static ChildGateway serve(Vertx vertx) throws Exception {
        DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
        String keystone = listen(vertx, new DemoKeystone(cloud));
        DemoGlance demo = new DemoGlance(cloud, keystone);
        String record = cloud.image(TestGateway.FAKEIMAGE7).record().toString();
        String glance = listen(vertx, request -> {
            String id = request.path().substring(request.path().lastIndexOf('/') + 1);
            boolean isRandom = id.length() == 36 && cloud.image(id) == null;
            if (!isRandom || id.hashCode() % 3 == 0) {
                demo.handle(request);
            } else {
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(record.replace(TestGateway.FAKEIMAGE7, id));
            }
        });
        return ChildGateway.start(HEAP, keystone, glance, "cache.fresh=1h", "cache.status-header=true");
    }

    private static String listen(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
        int port = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS)
                .actualPort();
        return "http://127.0.0.1:" + port;
    }

    /** Returns the bytes of all objects that a full collection leaves. */
    private static long liveBytes(ChildGateway gateway) throws Exception {
        Process histogram = new ProcessBuilder(tool("jcmd"), Long.toString(gateway.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(output);
        assertThat(total.find()).as(output).isTrue();
        return Long.parseLong(total.group(1));
    }
}
