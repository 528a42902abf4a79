package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.model.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a write timeout of 10 s. */
class WriteTimeoutHandlerTest {
    private static final int RESPONSE = 1 << 20;

    private final ConnectionLimiter limiter =
            new ConnectionLimiter(ListenConfig.plain("127.0.0.1", 0), Clocks.system());
    private final Network network = new Network();
    private ClientConnection connection;

    /** Takes as many bytes as a test says. */
    private static final class Network extends EmbeddedChannel {
        private int room;

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer waiting) {
            while (room > 0 && waiting.current() instanceof ByteBuf first) {
                int taken = Math.min(room, first.readableBytes());
                room -= taken;
                waiting.removeBytes(taken);
            }
        }

        private void take(int bytes) {
            room = bytes;
            flush();
            room = 0;
        }

        private void pass(int seconds) {
            for (int i = 0; i < 4 * seconds; i++) {
                advanceTimeBy(250, TimeUnit.MILLISECONDS);
                runScheduledPendingTasks();
                runPendingTasks();
            }
        }
    }

    @BeforeEach
    void connect() {
        network.freezeTime();
        connection = ClientConnection.accept(network, limiter, Duration.ofHours(1), Duration.ofSeconds(10));
        network.pipeline().addFirst(connection.writeTimeout());
        network.runPendingTasks();
    }

    @AfterEach
    void close() {
        var unused = network.close();
    }

    private void respond(int bytes) {
        var unused = network.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    /** Returns after how many seconds the connection was closed, if each second so much was read; -1 if it never was. */
    private int secondsOfReading(int bytes) {
        for (int second = 1; second <= 200; second++) {
            network.take(bytes);
            network.pass(1);
            if (!network.isOpen()) {
                return second;
            }
        }
        return -1;
    }

    @Test
    void closesWhenTheClientReadsNothing() {
        respond(RESPONSE);

        assertThat(secondsOfReading(0)).isEqualTo(10);
    }

    @Test
    void closesWhenTheClientReadsLessThan16KiBWithinTheTimeout() {
        respond(RESPONSE);

        assertThat(secondsOfReading(800)).isEqualTo(10);
    }

    @Test
    void doesNotCloseWhenTheClientReadsSlowlyButGoesOn() {
        respond(RESPONSE);

        assertThat(secondsOfReading(8 << 10)).isEqualTo(-1);
    }

    @Test
    void startsTheTimeoutAgainWhenTheClientReads() {
        respond(RESPONSE);
        for (int i = 0; i < 30; i++) {
            network.take(8 << 10);
            network.pass(1);
        }

        assertThat(secondsOfReading(0)).isBetween(8, 10);
    }

    @Test
    void doesNotExtendTheTimeoutForFurtherResponses() {
        respond(RESPONSE);
        network.pass(7);
        respond(RESPONSE);

        assertThat(secondsOfReading(0)).isEqualTo(3);
    }

    @Test
    void doesNotCloseWhenTheClientHasReadEverything() {
        respond(RESPONSE);
        network.take(RESPONSE);

        assertThat(secondsOfReading(0)).isEqualTo(-1);
    }

    @Test
    void startsTheTimeoutAgainForANewResponse() {
        respond(RESPONSE);
        network.take(RESPONSE);
        network.pass(30);
        respond(RESPONSE);

        assertThat(secondsOfReading(0)).isEqualTo(10);
    }

    @Test
    void closesWhenFlowControlHoldsAResponseBack() {
        connection.responseStarted(Promise.<Void>promise().future(), RESPONSE);

        assertThat(secondsOfReading(0)).isEqualTo(10);
    }

    @Test
    void doesNotCloseWhenFlowControlLetsBytesThrough() {
        connection.responseStarted(Promise.<Void>promise().future(), RESPONSE);
        for (int i = 0; i < 30; i++) {
            respond(8 << 10);
            network.take(8 << 10);
            network.pass(1);
        }

        assertThat(network.isOpen()).isTrue();
    }

    /** Acknowledgements of PING frames, for one. */
    @Test
    void closesWhenOnlyFewBytesInManyMessagesAreSent() {
        connection.responseStarted(Promise.<Void>promise().future(), RESPONSE);
        for (int i = 0; i < 10; i++) {
            for (int message = 0; message < 17; message++) {
                respond(39);
            }
            network.take(17 * 39);
            network.pass(1);
        }

        assertThat(network.isOpen()).isFalse();
    }

    @Test
    void doesNotCloseWhenFlowControlHasLetTheResponseThrough() {
        Promise<Void> sent = Promise.promise();
        connection.responseStarted(sent.future(), RESPONSE);
        network.pass(5);
        sent.complete();

        assertThat(secondsOfReading(0)).isEqualTo(-1);
    }
}
