package dev.vitrine.server.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnLimiterTest {
    private final List<Integer> portions = new ArrayList<>();
    private final StringBuilder read = new StringBuilder();
    private int completions;
    private boolean closes;
    private long nanos;

    private final EventLoopTurn turn = new EventLoopTurn(() -> nanos);
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new TurnLimiter(turn, new EventLoopClock(System::nanoTime)), new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ByteBuf bytes = (ByteBuf) message;
                    portions.add(bytes.readableBytes());
                    read.append(bytes.toString(java.nio.charset.StandardCharsets.US_ASCII));
                    bytes.release();
                    if (closes) {
                        var unused = context.close();
                    }
                }

                @Override
                public void channelReadComplete(ChannelHandlerContext context) {
                    completions++;
                }
            });

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private void runAll() {
        while (channel.runScheduledPendingTasks() >= 0) {
            channel.runPendingTasks();
        }
    }

    @Test
    void whatFitsIsPassedOnAtOnce() {
        channel.writeInbound(bytes("a".repeat(TurnLimiter.MAX_BYTES)), bytes("b"));

        assertThat(portions).containsExactly(TurnLimiter.MAX_BYTES, 1);
    }

    @Test
    void whatIsLongerIsPassedOnInPortionsAndInOrder() {
        String first = "a".repeat(3 * TurnLimiter.MAX_BYTES) + "b";
        ByteBuf whole = bytes(first);
        channel.writeInbound(whole, bytes("c"), bytes("d".repeat(TurnLimiter.MAX_BYTES + 1)));
        runAll();

        assertThat(portions)
                .allMatch(portion -> portion <= TurnLimiter.MAX_BYTES)
                .hasSize(7);
        assertThat(read.toString()).isEqualTo(first + "c" + "d".repeat(TurnLimiter.MAX_BYTES + 1));
        assertThat(completions).isGreaterThanOrEqualTo(6);
        assertThat(whole.refCnt()).isZero();
    }

    @Test
    void nothingIsPassedOnOfAConnectionThatHasEnded() {
        closes = true;
        ByteBuf whole = bytes("a".repeat(5 * TurnLimiter.MAX_BYTES));
        channel.writeInbound(whole);
        runAll();

        assertThat(portions).hasSize(1);
        assertThat(whole.refCnt()).isZero();
    }

    @Test
    void nothingIsPassedOnNorReadWhileTheTurnIsSpent() {
        assertThat(turn.hasTime(channel.eventLoop())).isTrue();
        nanos += Duration.ofMillis(10).toNanos();
        channel.pipeline().fireChannelRead(bytes("a")).fireChannelRead(bytes("b"));

        assertThat(portions).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();

        runAll();

        assertThat(read.toString()).isEqualTo("ab");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readingIsNotBegunAnewWhereOthersStoppedIt() {
        channel.config().setAutoRead(false);
        channel.pipeline().fireChannelRead(bytes("a".repeat(3 * TurnLimiter.MAX_BYTES)));
        runAll();

        assertThat(portions).hasSize(3);
        assertThat(channel.config().isAutoRead()).isFalse();
    }
}
