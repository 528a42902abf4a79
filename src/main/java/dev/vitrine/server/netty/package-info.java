/**
 * The handlers that the gateway adds to Netty's pipelines, for limits that Vert.x has no option for: connections, the time
 * for a request's head and for reading a response, unsent bytes, turns, strict framing of HTTP/1, floods of HTTP/2 frames.
 *
 * <p>{@link dev.vitrine.server.netty.ChannelAccess} alone uses an internal type of Vert.x.
 */
@NullMarked
package dev.vitrine.server.netty;

import org.jspecify.annotations.NullMarked;
