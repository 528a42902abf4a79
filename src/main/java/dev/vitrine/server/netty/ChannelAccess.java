package dev.vitrine.server.netty;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Reaches the Netty channel of a Vert.x connection, for which Vert.x 5 has no public method.
 *
 * <p>The only class that uses an internal type of Vert.x: if that type changes, this is what to adapt.
 */
final class ChannelAccess {
    private ChannelAccess() {}

    static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }
}
