package dev.vitrine.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client of HTTP/2 that does not let us send an answer for so long (RFC 9113, 6.9): by its windows it decides
 * how long the answers to all its requests wait in our memory, where no byte of them ever reaches {@link WriteWatch}.
 */
final class FlowWatch {
    private static final int LOOKS = 4;

    private final Visit visit;
    private final Http2Connection connection;
    private final Http2RemoteFlowController flow;
    private final Http2Connection.PropertyKey stall;
    private final long mostNanos;

    /** What a stream was allowed when last looked at, and since when it has been allowed that. */
    private record Stall(int window, long sinceNanos) {}

    private FlowWatch(Visit visit, Http2ConnectionHandler handler, Duration most) {
        this.visit = visit;
        this.connection = handler.connection();
        this.flow = handler.encoder().flowController();
        this.stall = connection.newKey();
        this.mostNanos = most.toNanos();
    }

    /** Begins to look at a connection now and then, to its end. */
    static void begin(Channel channel, Visit visit, Http2ConnectionHandler handler, Duration most) {
        FlowWatch watch = new FlowWatch(visit, handler, most);
        long nanos = watch.mostNanos / LOOKS;
        var looking = channel.eventLoop().scheduleWithFixedDelay(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
    }

    private void look() {
        try {
            if (connection.forEachActiveStream(stream -> !isStalled(stream)) != null) {
                visit.cutOff();
            }
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isStalled(Http2Stream stream) {
        boolean isHeld = visit.isSending()
                && (flow.windowSize(stream) <= 0 || flow.windowSize(connection.connectionStream()) <= 0);
        Stall before = stream.getProperty(stall);
        long now = System.nanoTime();
        if (!isHeld || before == null || before.window != flow.windowSize(stream)) {
            stream.setProperty(stall, isHeld ? new Stall(flow.windowSize(stream), now) : null);
            return false;
        }
        return now - before.sinceNanos >= mostNanos;
    }
}
