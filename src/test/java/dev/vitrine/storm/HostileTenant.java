package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.live.LiveUser;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.function.Supplier;

/**
 * A tenant that takes whatever it can get, by every means at once: the largest legal images and lists of them, bodies that
 * never come, forbidden changes of a foreign image, random ids, long tokens, pipelined requests without end.
 */
final class HostileTenant {
    private static final int LARGE_IMAGES = 6;
    private static final int PROPERTIES = 128;
    private static final int PROPERTY_BYTES = 60_000;
    private static final int LISTS = 12;
    private static final int UNSENT_BODIES = 300;
    private static final int STRANGERS = 20;
    private static final String LONG_TOKEN = "x".repeat(5_000);

    private final LiveUser user;
    private final String token;
    private final String foreignImage;
    private final List<String> images = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile boolean isStopped;

    /** Makes the tenant, by a name that is used once, and its images; it attacks the public image with this id, too. */
    HostileTenant(StormCloud cloud, String foreignImage, String name) {
        this.foreignImage = foreignImage;
        this.user = cloud.live.user("hostile" + name, cloud.live.project("hostile" + name), "member");
        this.token = cloud.live.token(user);
        for (int i = 0; i < LARGE_IMAGES; i++) {
            images.add(cloud.live
                    .createImage(token, Map.of("name", "large", "visibility", "private"))
                    .path("id")
                    .asText());
        }
        cloud.live.sql("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + (PROPERTIES - 1)
                + ") INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)"
                + " SELECT id, printf('p%03d', i), replace(hex(zeroblob(" + PROPERTY_BYTES / 2
                + ")), '00', 'xx'), created_at, created_at, 0 FROM images, n WHERE owner = '" + user.projectId() + "'");
    }

    /** Begins the attack on the gateway at this port. */
    void start(int port) {
        String own = "/v2/" + user.projectId() + "/images";
        String foreign = own + "/" + foreignImage;
        repeat("large images", 2, port, () -> Ask.get(own + "/" + images.get((int) (sum() % LARGE_IMAGES)), token));
        repeat("lists", LISTS, port, () -> Ask.get(own + "/detail?visibility=private&limit=" + (1 + sum() % 9), token));
        repeat("forbidden changes", STRANGERS, port, () -> Ask.of("DELETE", foreign, token, ""));
        repeat("random ids", 4, port, () -> Ask.get(own + "/" + UUID.randomUUID(), token));
        repeat("long tokens", 2, port, () -> Ask.get(foreign, LONG_TOKEN + sum()));
        String body = "PUT " + own + "/" + images.get(0) + "/metadata/k HTTP/1.1\r\nHost: storm.test\r\nX-Auth-Token: "
                + token + "\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n";
        for (int i = 0; i < UNSENT_BODIES; i++) {
            thread("bodies that never come", () -> waitForEnd(port, body));
        }
        thread(
                "pipelined",
                () -> pipeline(port, new String(Ask.get(foreign, token).bytes(), US_ASCII)));
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

    private void repeat(String what, int clients, int port, Supplier<Ask> next) {
        for (int i = 0; i < clients; i++) {
            thread(what, () -> {
                try (Wire wire = new Wire(port)) {
                    while (!isStopped) {
                        count(what, wire.send(next.get().bytes()).status());
                    }
                }
            });
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

    /** Sends on while nothing comes, and reads on: so many requests at once as fit into a write. */
    private void pipeline(int port, String request) throws IOException {
        byte[] many = request.repeat(200).getBytes(US_ASCII);
        byte[] read = new byte[1 << 16];
        try (Socket socket = connect(port)) {
            InputStream in = socket.getInputStream();
            while (!isStopped) {
                socket.getOutputStream().write(many);
                while (in.available() > 0) {
                    count("pipelined", in.read(read) > 0 ? 200 : 0);
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
