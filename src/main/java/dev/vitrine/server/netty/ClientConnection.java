package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ListenConfig.Proxies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, from its accept to its end: its pending requests, its unsent bytes and the timeout for request
 * heads. For the connection's event loop, unless a method says otherwise.
 */
public final class ClientConnection implements UnsentLimiter.Holder {
    private static final AttributeKey<ClientConnection> KEY =
            AttributeKey.valueOf(ClientConnection.class, "connection");

    private final Channel channel;
    private final ConnectionLimiter limiter;

    /** Of the other end of the connection, or of the client that a proxy names there with the PROXY protocol. */
    private volatile InetAddress remote;

    /** The address under which the connection is counted; null if it is counted under none. */
    private @Nullable String counted;

    private boolean mayForward;
    private final RequestHeadersTimeoutHandler headersTimeout;
    private final WriteTimeoutHandler writeTimeout;
    private int pendingRequests;
    private int pendingResponses;
    private long unsentBytes;
    private volatile boolean hasEnded;
    private boolean isEndAnnounced;

    /** Of responses that are being written; few. */
    private final Set<Runnable> endHandlers = new HashSet<>();

    private ClientConnection(
            Channel channel, ConnectionLimiter limiter, Duration headersTimeout, Duration writeTimeout) {
        this.channel = channel;
        this.limiter = limiter;
        this.remote = address(channel);
        this.headersTimeout = new RequestHeadersTimeoutHandler(channel, headersTimeout);
        this.writeTimeout = new WriteTimeoutHandler(channel, this, writeTimeout);
    }

    /** Counts an accepted connection and starts the timeout of its first head; closes it and returns null if refused. */
    static @Nullable ClientConnection accept(
            Channel channel, ConnectionLimiter limiter, Duration headersTimeout, Duration writeTimeout) {
        ClientConnection connection = new ClientConnection(channel, limiter, headersTimeout, writeTimeout);
        if (!connection.tryConnect()) {
            ChannelFuture unused = channel.close();
            return null;
        }
        channel.attr(KEY).set(connection);
        channel.closeFuture().addListener(closed -> {
            limiter.disconnected(connection.counted);
            connection.end();
        });
        connection.headersTimeout.start();
        return connection;
    }

    private static InetAddress address(Channel channel) {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    /** With the PROXY protocol, what the connection is counted under and whether it may forward is known with its header. */
    private boolean tryConnect() {
        Proxies proxies = limiter.proxies();
        boolean isProxy = proxies.isTrusted(remote);
        if (proxies.protocol() && !isProxy) {
            limiter.refuse();
            return false;
        }
        mayForward = isProxy && !proxies.protocol();
        counted = isProxy ? null : remote.getHostAddress();
        return limiter.tryConnect(counted);
    }

    /** Counts that the gateway refuses the connection, which begins with no valid header of the PROXY protocol. */
    void refuse() {
        limiter.refuse();
    }

    /**
     * Takes the address of the client whose connection this is, as its proxy names it, and counts it; returns false if the client
     * has too many connections.
     */
    boolean tryBecome(InetAddress client) {
        boolean isProxy = limiter.proxies().isTrusted(client);
        if (!isProxy && !limiter.tryAddress(client.getHostAddress())) {
            return false;
        }
        remote = client;
        mayForward = isProxy;
        counted = isProxy ? null : client.getHostAddress();
        return true;
    }

    /** Returns the address of the client, or of the last proxy before the gateway that does not name it. */
    public InetAddress remote() {
        return remote;
    }

    /** Returns whether {@link #remote} is a trusted proxy, whose {@code Forwarded} and {@code X-Forwarded-…} count. */
    public boolean mayForward() {
        return mayForward;
    }

    private void end() {
        headersTimeout.stop();
        hasEnded = true;
        limiter.unsent().set(this, 0);
        List.copyOf(endHandlers).forEach(Runnable::run);
        endHandlers.clear();
    }

    /** Has an action run when the connection ends; at once if it has ended. */
    public void addEndHandler(Runnable action) {
        if (channel.isOpen()) {
            endHandlers.add(action);
        } else {
            action.run();
        }
    }

    /** Takes back {@link #addEndHandler}. */
    public void removeEndHandler(Runnable action) {
        endHandlers.remove(action);
    }

    /** Returns the accepted connection of a channel; null if it was not accepted yet, or refused. */
    static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Returns the connection behind that of Vert.x; null if the gateway refused it. */
    public static @Nullable ClientConnection of(HttpConnection connection) {
        return of(ChannelAccess.channel(connection));
    }

    RequestHeadersTimeoutHandler headersTimeout() {
        return headersTimeout;
    }

    WriteTimeoutHandler writeTimeout() {
        return writeTimeout;
    }

    /** Counts a request as pending, until {@link #requestEnded}: meanwhile the connection is not idle. */
    public void requestStarted() {
        pendingRequests++;
    }

    /** Counts the end of a pending request. */
    public void requestEnded() {
        pendingRequests--;
    }

    /**
     * Has the response to a request of HTTP/1 say that the connection ends with it. The platform itself would say keep-alive to a
     * client of HTTP/1.0 that asks for it, after all else, whatever headers are set before.
     */
    public static void announceEnd(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headersEndHandler(last -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        ClientConnection connection = of(request.connection());
        if (connection != null) {
            connection.isEndAnnounced = true;
        }
    }

    /** Returns whether a response has said that its connection ends: no further request is served (RFC 9112, 9.6). */
    public static boolean isEndAnnounced(HttpConnection of) {
        ClientConnection connection = of(of);
        return connection != null && connection.isEndAnnounced;
    }

    boolean hasPendingRequests() {
        return pendingRequests > 0;
    }

    /** Counts an HTTP/2 response of that size as unsent until flow control has let the gateway send it. */
    public void responseStarted(Future<Void> sent, int bytes) {
        if (!sent.isComplete()) {
            pendingResponses++;
            addUnsent(bytes);
            writeTimeout.start();
            sent.onComplete(end -> {
                pendingResponses--;
                addUnsent(-bytes);
            });
        }
    }

    boolean hasPendingResponses() {
        return pendingResponses > 0;
    }

    /** Adds to the unsent bytes; a negative number takes away. */
    void addUnsent(long bytes) {
        unsentBytes += bytes;
        // Not every write to a connection that has ended is completed: then it has no unsent bytes.
        if (!hasEnded) {
            limiter.unsent().set(this, unsentBytes);
        }
    }

    @Override
    public String address() {
        return remote.getHostAddress();
    }

    /**
     * Ends the connection soon, whatever waits to be written. Vert.x would wait until the client has read that, and the
     * operating system would keep what it holds for minutes. Any thread.
     */
    @Override
    public void abort() {
        hasEnded = true;
        channel.eventLoop().execute(() -> {
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (channel.isOpen() && first != null) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                // From the first handler on: this passes by Vert.x and TLS.
                ChannelFuture unused = first.close();
            }
        });
    }
}
