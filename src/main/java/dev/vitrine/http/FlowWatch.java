package dev.vitrine.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client of HTTP/2 that lets us send next to nothing of an answer for so long (RFC 9113, 6.9): by its windows it decides
 * how long the answers to all its requests wait in our memory, where no byte of them ever reaches {@link WriteWatch}.
 */
final class FlowWatch {
    private final Visit visit;
    private final Http2Connection connection;
    private final Http2RemoteFlowController flow;
    private final Http2Connection.PropertyKey key;
    private final Patience patience;

    /** A stream, or the whole connection, on which nothing may be sent: how much was allowed since, in how many looks. */
    private static final class Stall {
        private long allowed;
        private int looks;
    }

    private FlowWatch(Visit visit, Http2ConnectionHandler handler, Patience patience) {
        this.visit = visit;
        this.connection = handler.connection();
        this.flow = handler.encoder().flowController();
        this.key = connection.newKey();
        this.patience = patience;
    }

    /** Begins to look at a connection now and then, to its end. */
    static FlowWatch begin(Channel channel, Visit visit, Http2ConnectionHandler handler, Patience patience) {
        FlowWatch watch = new FlowWatch(visit, handler, patience);
        long nanos = patience.betweenLooks().toNanos();
        var looking = channel.eventLoop().scheduleWithFixedDelay(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
        return watch;
    }

    /** Takes that the client lets us send so many bytes more on a stream, or, as stream 0, on all of them. */
    void allowed(int id, int bytes) {
        Http2Stream stream = connection.stream(id);
        Stall stall = stream == null ? null : stream.getProperty(key);
        if (stall != null) {
            stall.allowed += bytes;
        }
    }

    private void look() {
        try {
            if (isStalled(connection.connectionStream())
                    || connection.forEachActiveStream(stream -> !isStalled(stream)) != null) {
                visit.cutOff();
            }
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isStalled(Http2Stream stream) {
        if (!visit.isSending() || flow.windowSize(stream) > 0) {
            stream.removeProperty(key);
            return false;
        }
        Stall stall = stream.getProperty(key);
        if (stall == null || stall.allowed >= Patience.LEAST_BYTES) {
            stream.setProperty(key, new Stall());
            return false;
        }
        stall.looks++;
        return stall.looks >= patience.looks();
    }
}
