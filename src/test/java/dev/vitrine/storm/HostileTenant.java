package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.live.LiveUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A tenant that takes whatever it can get, by every means at once: the largest legal images and lists of them, bodies that
 * never come, forbidden changes of a foreign image, random ids, long tokens, pipelined requests without end. Its rates leave
 * the processors time for Glance, which shares them with it and the gateway.
 */
final class HostileTenant {
    private static final int LARGE_IMAGES = 6;
    private static final int PIPELINED = 1_000;
    private static final int PIPELINES_A_SECOND = 2;
    private static final int UNSENT_BODIES = 300;
    private static final String LONG_TOKEN = "x".repeat(5_000);

    private final LiveUser user;
    private final String token;
    private final String foreignImage;
    private final List<String> images;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    /** Makes the tenant, by a name that is used once, and its images; it attacks the public image with this id, too. */
    HostileTenant(StormCloud cloud, String foreignImage, String name) {
        this.foreignImage = foreignImage;
        this.user = cloud.live.user("hostile" + name, cloud.live.project("hostile" + name), "member");
        this.token = cloud.live.token(user);
        this.images = cloud.largeImages(user, token, LARGE_IMAGES);
    }

    /** Begins the attack on the gateway at this port. */
    void start(int port) {
        String own = "/v2/" + user.projectId() + "/images";
        String foreign = own + "/" + foreignImage;
        repeat("large images", 2, 20, port, () -> Ask.get(own + "/" + images.get((int) (sum() % LARGE_IMAGES)), token));
        repeat(
                "lists",
                12,
                24,
                port,
                () -> Ask.get(own + "/detail?visibility=private&limit=" + (1 + sum() % 9), token));
        repeat("forbidden changes", 20, 200, port, () -> Ask.of("DELETE", foreign, token, ""));
        repeat("random ids", 4, 100, port, () -> Ask.get(own + "/" + UUID.randomUUID(), token));
        repeat("long tokens", 2, 50, port, () -> Ask.get(foreign, LONG_TOKEN + sum()));
        String body = "PUT " + own + "/" + images.get(0) + "/metadata/k HTTP/1.1\r\nHost: storm.test\r\nX-Auth-Token: "
                + token + "\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n";
        for (int i = 0; i < UNSENT_BODIES; i++) {
            thread("bodies that never come", () -> waitForEnd(port, body));
        }
        byte[] many = new String(Ask.get(foreign, token).bytes(), US_ASCII)
                .repeat(PIPELINED)
                .getBytes(US_ASCII);
        thread("pipelined", () -> pipeline(port, many));
    }

    /** Stops, and returns how many responses of each kind and status there were; status 0 is a closed connection. */
    Map<String, Long> stop() throws InterruptedException {
        isStopped = true;
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((what, number) -> sums.put(what, number.sum()));
        return sums;
    }

    private long sum() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Sends requests on so many connections, each after the response to the one before; so many a second altogether. */
    private void repeat(String what, int clients, int perSecond, int port, Supplier<Ask> next) {
        for (int i = 0; i < clients; i++) {
            thread(what, () -> {
                try (Wire wire = new Wire(port)) {
                    for (Pace pace = new Pace((double) perSecond / clients); !isStopped; pace.await()) {
                        count(what, wire.send(next.get().bytes()).status());
                    }
                }
            });
        }
    }

    /** So many turns a second; one that is late does not catch up. */
    private static final class Pace {
        private final long betweenNanos;
        private long nextNanos = System.nanoTime();

        Pace(double perSecond) {
            betweenNanos = (long) (1e9 / perSecond);
        }

        void await() {
            nextNanos = Math.max(nextNanos + betweenNanos, System.nanoTime());
            LockSupport.parkNanos(nextNanos - System.nanoTime());
        }
    }

    /** What a thread does on one connection, until that ends. */
    private interface Connection {
        void use() throws IOException;
    }

    private void thread(String what, Connection connection) {
        Thread thread = new Thread(() -> {
            while (!isStopped) {
                try {
                    connection.use();
                } catch (IOException | RuntimeException ended) {
                    count(what, 0);
                }
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void count(String what, int status) {
        counts.computeIfAbsent(what + " " + status, first -> new LongAdder()).increment();
    }

    private void waitForEnd(int port, String head) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            int first = socket.getInputStream().read(new byte[12]);
            count("bodies that never come", first < 12 ? 0 : 1);
        }
    }

    /** Sends so many requests at once as often as it may, and reads the responses. */
    private void pipeline(int port, byte[] many) throws IOException {
        try (Wire wire = new Wire(port)) {
            for (Pace pace = new Pace(PIPELINES_A_SECOND); !isStopped; pace.await()) {
                wire.write(many);
                for (int i = 0; i < PIPELINED; i++) {
                    count("pipelined", wire.read().status());
                }
            }
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }
}
