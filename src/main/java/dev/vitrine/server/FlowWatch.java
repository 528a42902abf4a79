package dev.vitrine.server;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off a client of HTTP/2 that lets us send next to nothing of its answers for so long (RFC 9113, 6.9): by its windows
 * it decides how long they wait in our memory, where no byte of them ever reaches {@link WriteTimeoutHandler}. What is sent on all
 * streams counts together: a proxy's other clients must not be cut off for one of them.
 */
final class FlowWatch {
    private final ClientConnection visit;
    private final Http2Connection connection;
    private final Http2RemoteFlowController flow;
    private final Standstill standstill;
    private boolean wasSending;

    /** The connection's window when last looked at, and what it was widened by since. */
    private long window;

    private long widened;

    private FlowWatch(ClientConnection visit, Http2ConnectionHandler handler, Patience patience) {
        this.visit = visit;
        this.connection = handler.connection();
        this.flow = handler.encoder().flowController();
        this.standstill = new Standstill(patience);
        this.window = flow.windowSize(connection.connectionStream());
    }

    /** Begins to look at a connection now and then, to its end. */
    static FlowWatch begin(Channel channel, ClientConnection visit, Http2ConnectionHandler handler, Patience patience) {
        FlowWatch watch = new FlowWatch(visit, handler, patience);
        long nanos = patience.betweenLooks().toNanos();
        var looking = channel.eventLoop().scheduleWithFixedDelay(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> looking.cancel(false));
        return watch;
    }

    /** Takes that the client lets us send so many bytes more, on all streams together. */
    void widened(int bytes) {
        widened += bytes;
    }

    private void look() {
        int now = flow.windowSize(connection.connectionStream());
        long sent = window + widened - now;
        window = now;
        widened = 0;
        boolean isSending = visit.isSending();
        if (!isSending || !wasSending) {
            standstill.begin();
        } else if (standstill.isTooLong(sent)) {
            visit.cutOff();
        }
        wasSending = isSending;
    }
}
