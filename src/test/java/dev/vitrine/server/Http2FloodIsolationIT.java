package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** While some flood the gateway with frames of HTTP/2, others are served, and nothing of the flood stays in memory. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class Http2FloodIsolationIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final int CONNECTIONS = 20;
    private static final int ROUNDS = 10;
    private static final long MOST = 20 << 20;
    private static final int LAST = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    private interface Flood {
        byte[] frames(int number);
    }

    /** Requests taken back, pings, settings, headers without an end, and many that never read their answers. */
    private static final List<Flood> FLOODS = List.of(
            i -> RawHttp2.both(
                    RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.get(IMAGE)),
                    RawHttp2.frame(RawHttp2.RST_STREAM, 0, 2 * i + 1, RawHttp2.number(8))),
            i -> RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]),
            i -> RawHttp2.frame(RawHttp2.SETTINGS, 0, 0),
            i -> i == 0
                    ? RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get(IMAGE))
                    : RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("x", "y")),
            i -> RawHttp2.frame(RawHttp2.HEADERS, LAST, 2 * i + 1, RawHttp2.get(IMAGE)));

    @Test
    void areServedAndNothingOfItStays(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings("cache.fresh=1h"));
        Http2Client client = new Http2Client();
        HttpClientConnection good = client.connect(gateway.port(), 1).get(0);
        ask(client, good);
        flood(gateway.port());
        long before = usedHeap();

        List<Thread> flooders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread flooder = new Thread(() -> floods(gateway.port()), "flooder");
            flooder.start();
            flooders.add(flooder);
        }
        List<Long> latencies = new ArrayList<>();
        while (flooders.stream().anyMatch(Thread::isAlive)) {
            long start = System.nanoTime();
            ask(client, good);
            latencies.add((System.nanoTime() - start) / 1_000);
        }
        long after = usedHeap();
        latencies.sort(null);
        System.out.println("FloodedNeighboursIT: " + latencies.size() + " answers, p99 "
                + latencies.get(latencies.size() * 99 / 100) + " µs; heap before=" + before + ", after=" + after);

        client.stop();
        assertThat(after).isLessThan(before + MOST);
    }

    private static void ask(Http2Client client, HttpClientConnection connection) throws Exception {
        assertThat(client.send(connection, "demo", IMAGE)
                        .compose(Http2Client.Sent::answer)
                        .await(10, TimeUnit.SECONDS)
                        .status())
                .isEqualTo(200);
    }

    private static void floods(int port) {
        for (int i = 0; i < ROUNDS; i++) {
            flood(port);
        }
    }

    /** Each kind of flood on connections of its own, at once. */
    private static void flood(int port) {
        List<RawHttp2> open = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                RawHttp2 connection = RawHttp2.open(port);
                open.add(connection);
                connection.bytes(all(FLOODS.get(i % FLOODS.size())));
            } catch (IOException cutOff) {
                // So it should be.
            }
        }
        for (RawHttp2 connection : open) {
            try {
                connection.close();
            } catch (IOException gone) {
                // It was to be closed.
            }
        }
    }

    private static byte[] all(Flood flood) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 600; i++) {
            all.writeBytes(flood.frames(i));
        }
        return all.toByteArray();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
