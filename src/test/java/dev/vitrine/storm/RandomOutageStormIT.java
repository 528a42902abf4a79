package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.live.LiveBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glance, Keystone and the broker fail and restart in random order, while images are changed and read through the gateway,
 * alone and in lists. Each change writes a higher number. A request after a confirmed change must never get a lower one. A
 * valid token must never get a 401, although Glance sends it while Keystone is down.
 */
@Tag("storm")
class RandomOutageStormIT {
    private static final Logger LOG = LoggerFactory.getLogger(RandomOutageStormIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IMAGES = 20;
    private static final int READERS = 4;
    private static final String EVENTS = "vitrine_notifications_total";
    private static final Pattern TURN = Pattern.compile("\"turn\": ?\"(\\d+)\"");

    /** The last number that was written, or may have been, to each image; and the last confirmed one. */
    private final AtomicIntegerArray attempted = new AtomicIntegerArray(IMAGES);

    private final AtomicIntegerArray confirmed = new AtomicIntegerArray(IMAGES);
    private final Map<String, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    private StormCloud cloud;
    private LiveBroker broker;
    private StormGateway gateway;
    private String token;

    @Test
    void noResponseIsOlderThanAConfirmedChange() throws Exception {
        cloud = StormCloud.calm();
        token = cloud.token();
        try (LiveBroker rabbit = LiveBroker.start(Files.createTempDirectory("rabbit"))) {
            broker = rabbit;
            cloud.live.notify(rabbit.transportUrl());
            try (StormGateway started = StormGateway.start(cloud, StormGateway.notified(rabbit))) {
                gateway = started;
                storm(Long.getLong("storm.seed", System.nanoTime()));
            } finally {
                isOver = true;
                cloud.live.notify("");
                cloud.live.startKeystone();
            }
        }
    }

    private void storm(long seed) throws Exception {
        List<Thread> clients = new ArrayList<>();
        clients.add(client("writer", new Random(seed), this::change));
        for (int i = 0; i < READERS; i++) {
            clients.add(client("reader", new Random(seed + i + 1), i % 2 == 0 ? this::read : this::list));
        }
        assertThat(isToldOfChanges()).isTrue();
        List<String> outages = outages(new Random(seed), Storms.seconds(20, 600));
        isOver = true;
        for (Thread client : clients) {
            client.join();
        }
        Storms.report("seed", seed);
        Storms.report("outages", outages);
        Storms.report("events applied", gateway.figure(EVENTS));
        Storms.report("answers", statuses);

        assertThat(violations).isEmpty();
        assertThat(outages).isNotEmpty();
        assertThat(statuses).containsKeys("read 200", "list 200", "change 200");
        for (int i = 0; i < IMAGES; i++) {
            assertThat(turn(i)).isBetween(confirmed.get(i), attempted.get(i));
        }
    }

    private boolean isToldOfChanges() throws Exception {
        for (int i = 0; i < 200; i++) {
            if (gateway.figure(EVENTS) > 0) {
                return true;
            }
            Storms.wait(Duration.ofMillis(100));
        }
        return false;
    }

    /** A server that fails and restarts. */
    private static final class Service {
        private final String name;
        private final Runnable death;
        private final Runnable start;
        private boolean isDown;

        private Service(String name, Runnable death, Runnable start) {
            this.name = name;
            this.death = death;
            this.start = start;
        }

        private String turn() {
            (isDown ? start : death).run();
            isDown = !isDown;
            return name + (isDown ? " dies" : " is back");
        }
    }

    /** Stops and restarts one server after the other; at the end all run. */
    private List<String> outages(Random random, Duration time) throws InterruptedException {
        Service glance = new Service("Glance", cloud.live::killGlance, cloud.live::startGlance);
        Service rabbit = new Service("the broker", broker::kill, broker::restart);
        Service keystone = new Service("Keystone", cloud.live::stopKeystone, cloud.live::startKeystone);
        List<String> told = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Storms.wait(Duration.ofMillis(500 + random.nextInt(3_500)));
            told.add(List.of(glance, glance, keystone, rabbit)
                    .get(random.nextInt(4))
                    .turn());
        }
        cloud.live.startKeystone();
        broker.restart();
        cloud.live.startGlance();
        Storms.wait(Duration.ofSeconds(6));
        return told;
    }

    /** The repeated action of a client on its connection. */
    private interface Turn {
        void take(Wire wire, int image) throws IOException;
    }

    private Thread client(String name, Random random, Turn turn) {
        Thread thread = new Thread(
                () -> {
                    while (!isOver) {
                        try (Wire wire = new Wire(gateway.port())) {
                            while (!isOver) {
                                turn.take(wire, random.nextInt(IMAGES));
                                Storms.wait(Duration.ofMillis(5));
                            }
                        } catch (IOException | InterruptedException broken) {
                            LOG.info("{}: connects anew", name, broken);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void change(Wire wire, int image) throws IOException {
        int next = attempted.incrementAndGet(image);
        String body = "{\"metadata\":{\"turn\":\"" + next + "\"}}";
        String path = cloud.path("/images/" + StormCloud.id(image) + "/metadata");
        int status = wire.send(Ask.of("POST", path, token, body).bytes()).status();
        count("change " + status);
        if (status == 200) {
            confirmed.set(image, next);
        } else if (status < 500) {
            violations.add("a change was answered with " + status);
        }
    }

    private void read(Wire wire, int image) throws IOException {
        int least = confirmed.get(image);
        String path = cloud.path("/images/" + StormCloud.id(image));
        Wire.Reply reply = wire.send(Ask.get(path, token).bytes());
        int most = attempted.get(image);
        count("read " + reply.status());
        if (reply.status() == 200) {
            check(image, turn(new String(reply.body(), UTF_8)), least, most);
        } else if (reply.status() < 500) {
            violations.add("a read was answered with " + reply.status());
        }
    }

    private void check(int image, int seen, int least, int most) {
        if (seen < least || seen > most) {
            violations.add("image " + image + ": " + seen + ", not from " + least + " to " + most);
        }
    }

    /** Reads a list of this image and all with lower numbers: in Glance's order, the highest is the first. */
    private void list(Wire wire, int image) throws IOException {
        int[] least = IntStream.range(0, IMAGES).map(confirmed::get).toArray();
        String path = cloud.path("/images/detail?limit=" + (image + 1) + "&marker=" + StormCloud.id(image + 1));
        Wire.Reply reply = wire.send(Ask.get(path, token).bytes());
        count("list " + reply.status());
        if (reply.status() == 200) {
            JsonNode images = JSON.readTree(reply.body()).path("images");
            for (int i = 0; i <= image; i++) {
                JsonNode shown = images.path(image - i);
                if (!shown.path("id").asText().equals(StormCloud.id(i))) {
                    violations.add("a list without image " + i);
                }
                check(i, shown.at("/metadata/turn").asInt(), least[i], attempted.get(i));
            }
        } else if (reply.status() < 500) {
            violations.add("a list was answered with " + reply.status());
        }
    }

    private int turn(int image) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            Wire.Reply reply = wire.send(Ask.get(cloud.path("/images/" + StormCloud.id(image)), token)
                    .bytes());
            assertThat(reply.status()).isEqualTo(200);
            return turn(new String(reply.body(), UTF_8));
        }
    }

    private static int turn(String body) {
        Matcher turn = TURN.matcher(body);
        return turn.find() ? Integer.parseInt(turn.group(1)) : 0;
    }

    private void count(String what) {
        statuses.computeIfAbsent(what, first -> new AtomicInteger()).incrementAndGet();
    }
}
