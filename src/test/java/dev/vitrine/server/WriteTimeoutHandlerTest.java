package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ListenConfig;
import dev.vitrine.model.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the usual limits: twenty seconds, ten thousand connections. */
class WriteTimeoutHandlerTest {
    private static final int ANSWER = 1 << 20;

    private final LoadShedder admission = new LoadShedder(ListenConfig.plain("127.0.0.1", 0), () -> 0, Clocks.system());
    private final Network network = new Network();

    /** Takes as many bytes as it is told to. */
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
            for (int i = 0; i < 2 * seconds; i++) {
                advanceTimeBy(500, TimeUnit.MILLISECONDS);
                runScheduledPendingTasks();
                runPendingTasks();
            }
        }
    }

    @BeforeEach
    void connect() {
        network.freezeTime();
        ClientConnection visit = ClientConnection.begin(network, admission, Duration.ofHours(1));
        network.pipeline().addFirst(new WriteTimeoutHandler(visit, admission.patience()));
        network.runPendingTasks();
    }

    @AfterEach
    void close() {
        var unused = network.close();
    }

    private void answer(int bytes) {
        var unused = network.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    /** Returns after how many seconds it was cut off, if each second so much was taken; -1 if it never was. */
    private int secondsOfTaking(int bytes) {
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
    void whoTakesNothingIsCutOffAfterTheTime() {
        answer(ANSWER);

        assertThat(secondsOfTaking(0)).isEqualTo(20);
    }

    @Test
    void whoTakesNextToNothingIsCutOffAsWell() {
        answer(ANSWER);

        assertThat(secondsOfTaking(800)).isEqualTo(20);
    }

    @Test
    void whoIsSlowButGoesOnIsServedToTheEnd() {
        answer(ANSWER);

        assertThat(secondsOfTaking(8 << 10)).isEqualTo(-1);
    }

    @Test
    void whoStopsInTheMiddleHasTheWholeTimeFromThen() {
        answer(ANSWER);
        for (int i = 0; i < 30; i++) {
            network.take(8 << 10);
            network.pass(1);
        }

        assertThat(secondsOfTaking(0)).isBetween(18, 20);
    }

    @Test
    void moreAnswersAreNothingTaken() {
        answer(ANSWER);
        network.pass(15);
        answer(ANSWER);

        assertThat(secondsOfTaking(0)).isEqualTo(5);
    }

    @Test
    void whoHasTakenAllMayRest() {
        answer(ANSWER);
        network.take(ANSWER);

        assertThat(secondsOfTaking(0)).isEqualTo(-1);
    }

    @Test
    void whoRestedHasTheWholeTimeForTheNextAnswer() {
        answer(ANSWER);
        network.take(ANSWER);
        network.pass(30);
        answer(ANSWER);

        assertThat(secondsOfTaking(0)).isEqualTo(20);
    }

    @Test
    void inACrowdThereIsHalfTheTime() {
        for (int i = 0; i < 1_001; i++) {
            admission.tryConnect("10.0.0." + i % 250);
        }
        answer(ANSWER);

        assertThat(secondsOfTaking(0)).isEqualTo(10);
    }
}
