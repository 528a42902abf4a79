package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.listen.ClientLimits;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.model.Clocks;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the default limits: 60 s, 10 s while more than 1,000 of 10,000 connections are open. */
class IdleTimeoutHandlerTest {
    private static final ListenConfig CONFIG = ListenConfig.plain("127.0.0.1", 0);

    private final ConnectionLimiter limiter = new ConnectionLimiter(CONFIG, Clocks.system());

    private final EmbeddedChannel network = new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }
    };

    /** Closes like the platform's connection. */
    private static final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                var unused = context.close();
            }
        }
    }

    private ClientConnection connection;

    @BeforeEach
    void connect() {
        network.freezeTime();
        connection = ClientConnection.accept(network, limiter, Duration.ofHours(1), Duration.ofHours(1));
        long interval = IdleTimeoutHandler.interval(CONFIG.limits()).toMillis();
        network.pipeline()
                .addLast(
                        new IdleStateHandler(0, 0, interval, TimeUnit.MILLISECONDS),
                        new IdleTimeoutHandler(connection, limiter, CONFIG.limits()),
                        new Closing());
    }

    @AfterEach
    void close() {
        var unused = network.close();
    }

    /** Returns after how many seconds the connection was closed; -1 if it never was. */
    private int secondsUntilClosed() {
        for (int second = 1; second <= 200; second++) {
            pass(1);
            if (!network.isOpen()) {
                return second;
            }
        }
        return -1;
    }

    private void pass(int seconds) {
        network.advanceTimeBy(seconds, TimeUnit.SECONDS);
        network.runScheduledPendingTasks();
        network.runPendingTasks();
    }

    private void openManyConnections() {
        for (int i = 0; i < 1_001; i++) {
            limiter.tryConnect("10.0.0." + i % 250);
        }
    }

    @Test
    void closesAConnectionWithoutBytesAfterTheIdleTimeout() {
        assertThat(secondsUntilClosed()).isEqualTo(60);
    }

    @Test
    void startsTheTimeoutAgainWithEachByte() {
        pass(10);
        pass(10);
        pass(5);
        network.writeInbound(Unpooled.wrappedBuffer(new byte[1]));

        assertThat(secondsUntilClosed()).isEqualTo(60);
    }

    @Test
    void closesAfterTheWriteTimeoutWhileManyConnectionsAreOpen() {
        openManyConnections();

        assertThat(secondsUntilClosed()).isEqualTo(10);
    }

    @Test
    void appliesTheShorterTimeoutToConnectionsThatWereIdleBefore() {
        pass(10);
        pass(5);
        openManyConnections();

        assertThat(secondsUntilClosed()).isEqualTo(5);
    }

    @Test
    void doesNotCloseAConnectionWithAPendingResponse() {
        openManyConnections();
        connection.requestStarted();
        assertThat(secondsUntilClosed()).isEqualTo(-1);

        connection.requestEnded();
        assertThat(secondsUntilClosed()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"60, 10, 10000", "25, 10, 8333", "5, 10, 5000", "60, 1, 1000", "3600, 300, 300000"})
    void dividesTheIdleTimeoutIntoIntervalsOfAtMostTheWriteTimeout(int idle, int write, int millis) {
        ClientLimits usual = CONFIG.limits();
        ClientLimits limits = new ClientLimits(
                usual.handshakeTimeout(),
                usual.bodyTimeout(),
                Duration.ofSeconds(write),
                Duration.ofSeconds(idle),
                usual.maxRequestLine(),
                usual.maxHeaderBytes(),
                usual.maxHeaders(),
                usual.maxBody(),
                usual.maxUnsent(),
                usual.http2());

        assertThat(IdleTimeoutHandler.interval(limits).toMillis()).isEqualTo(millis);
    }
}
