package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hundreds of clients that take their time on purpose, and one who does not. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ManySlowClientsIT {
    private static final int EACH = 150;
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String HEAD = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n";
    private static final String BODY = "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n"
            + "Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n";

    /** One that drips, and what there is of it to drip. */
    private record Dripping(SocketChannel channel, String what) {
        static Dripping connect(int port, String beginning, String what) throws IOException {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(beginning.getBytes(ISO_8859_1)));
            return new Dripping(channel, what);
        }

        /** Sends a little more; returns whether the gateway has closed the connection. */
        boolean drips() throws IOException {
            try {
                int read = channel.read(ByteBuffer.allocate(4096));
                if (read >= 0) {
                    channel.write(ByteBuffer.wrap(what.getBytes(ISO_8859_1)));
                    return false;
                }
            } catch (IOException reset) {
                // Closed, too.
            }
            channel.close();
            return true;
        }
    }

    @Test
    void areCutOffInTimeWhileOthersAreServed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "listen.head-timeout=2s", "listen.body-timeout=3s");
        List<Dripping> crowd = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            crowd.add(Dripping.connect(gateway.port(), HEAD, "x"));
            crowd.add(Dripping.connect(gateway.port(), BODY, " "));
        }
        long began = System.nanoTime();

        int served = 0;
        while (!crowd.isEmpty()) {
            for (Dripping one : List.copyOf(crowd)) {
                if (one.drips()) {
                    crowd.remove(one);
                }
            }
            assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
            served++;
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }

        assertThat(served).isPositive();
        assertThat(gateway.glance.calls("PATCH")).isZero();
    }
}
