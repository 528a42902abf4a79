package dev.vitrine.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection from the moment it was accepted to its end: counted, and held to its time for the head of each request. For
 * the connection's event loop.
 *
 * <p>The time is not lengthened by further bytes, as an idle timeout is: whoever sends one now and then would have for ever.
 */
final class ClientConnection implements Unsent.Holder {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "visit");

    private final Channel channel;
    private final Duration headTimeout;
    private final Unsent unsent;
    private @Nullable ScheduledFuture<?> deadline;
    private int waiting;
    private int sending;
    private long held;
    private volatile boolean isOver;

    private ClientConnection(Channel channel, LoadShedder admission, Duration headTimeout) {
        this.channel = channel;
        this.unsent = admission.unsent();
        this.headTimeout = headTimeout;
    }

    /** Returns the visit of a connection that was just accepted; null, and the connection is closed, if there are too many. */
    static @Nullable ClientConnection begin(Channel channel, LoadShedder admission, Duration headTimeout) {
        String address =
                ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
        if (!admission.tryConnect(address)) {
            close(channel);
            return null;
        }
        ClientConnection visit = new ClientConnection(channel, admission, headTimeout);
        channel.attr(KEY).set(visit);
        admission.patience().connectionsChanged();
        channel.closeFuture().addListener(closed -> {
            admission.disconnected(address);
            admission.patience().connectionsChanged();
            visit.headEnds();
            visit.isOver = true;
            visit.unsent.holds(visit, 0);
        });
        visit.headBegins();
        return visit;
    }

    /** Returns the visit that was begun on this connection, or null if none was. */
    static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Returns the connection's visit, which there is until it was closed. */
    static @Nullable ClientConnection of(HttpConnection connection) {
        return of(channel(connection));
    }

    /** Returns what is under the platform's connection, which has no public name for it. */
    static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** A request waits for its answer from now on. */
    void requestWaits() {
        waiting++;
    }

    /** A request that waited has its answer. */
    void requestEnds() {
        waiting--;
    }

    /** An answer of so many bytes is to be sent, as soon as the client lets us (HTTP/2). */
    void sending(Future<Void> sent, int bytes) {
        if (!sent.isComplete()) {
            sending++;
            holds(bytes);
            sent.onComplete(end -> {
                sending--;
                holds(-bytes);
            });
        }
    }

    /** Returns whether an answer was not sent off yet. */
    boolean isSending() {
        return sending > 0;
    }

    /** So many bytes more wait for the client, or fewer. */
    void holds(long more) {
        held += more;
        // Nothing is held for one that is over, and not every answer to nobody is told that it was not sent.
        if (!isOver) {
            unsent.holds(this, held);
        }
    }

    /**
     * Ends the connection as soon as its event loop comes to it: not by way of the platform, which would wait until the client
     * has taken what is written; and with it what the system holds, which it would keep for minutes. Any thread.
     */
    @Override
    public void cutOff() {
        isOver = true;
        channel.eventLoop().execute(() -> {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.unsafe().close(channel.voidPromise());
        });
    }

    /** Returns whether a request waits for its answer. */
    boolean waits() {
        return waiting > 0;
    }

    /** A head is due: the time runs from now, unless it runs already. */
    void headBegins() {
        if (deadline == null) {
            deadline =
                    channel.eventLoop().schedule(() -> close(channel), headTimeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The head is whole, or there is no connection any more. */
    void headEnds() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static void close(Channel channel) {
        ChannelFuture unused = channel.close();
    }
}
