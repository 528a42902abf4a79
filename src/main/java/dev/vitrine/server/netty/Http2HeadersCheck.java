package dev.vitrine.server.netty;

import dev.vitrine.model.Authority;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Checks the headers of HTTP/2 requests that Vert.x accepts or cannot read: too many headers, several Host headers, of which
 * Vert.x shows none, and an invalid path, scheme or authority (RFC 9113, 8.3.1). For one connection.
 */
final class Http2HeadersCheck {
    private final int maxHeaders;

    /** The last valid authority: the next request most likely has the same. */
    private @Nullable CharSequence validAuthority;

    Http2HeadersCheck(int maxHeaders) {
        this.maxHeaders = maxHeaders;
    }

    /** Throws what resets the stream, or for too many headers has Netty respond with a 431; removes an invalid authority. */
    void check(int stream, Http2Headers headers) throws Http2Exception {
        if (headers.size() > maxHeaders) {
            throw Http2Exception.headerListSizeError(
                    stream, Http2Error.PROTOCOL_ERROR, true, "more than %d headers", maxHeaders);
        }
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "several Host headers");
        }
        if (!isPath(headers.path()) || !isScheme(headers.scheme())) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "invalid path or scheme");
        }
        removeInvalidAuthority(headers);
    }

    /** Vert.x checks whether a path is there: trailers and CONNECT have none. */
    private static boolean isPath(@Nullable CharSequence path) {
        return path == null || (path.length() > 0 && path.charAt(0) == '/') || "*".contentEquals(path);
    }

    private static boolean isScheme(@Nullable CharSequence scheme) {
        return scheme == null || "https".contentEquals(scheme) || "http".contentEquals(scheme);
    }

    /** A request without an authority gets a 400; at some invalid ones Vert.x closes the connection with all its streams. */
    private void removeInvalidAuthority(Http2Headers headers) {
        CharSequence authority = headers.authority();
        CharSequence host = headers.get(HttpHeaderNames.HOST);
        if (!isAuthority(authority) || !isAuthority(host)) {
            headers.remove(Http2Headers.PseudoHeaderName.AUTHORITY.value());
            headers.remove(HttpHeaderNames.HOST);
        }
    }

    private boolean isAuthority(@Nullable CharSequence authority) {
        if (authority == null || (validAuthority != null && AsciiString.contentEquals(authority, validAuthority))) {
            return true;
        }
        boolean isValid = Authority.isValid(authority.toString());
        if (isValid) {
            validAuthority = authority;
        }
        return isValid;
    }
}
