package dev.vitrine.server.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules for HTTP/1 requests that servers and proxies read differently: one could take such a request for two, or for one to
 * another host (request smuggling; RFC 9112, 11.2).
 */
final class HttpFraming {
    private static final String SCHEME_END = "://";
    private static final byte DELETE = 0x7F;

    private HttpFraming() {}

    /** Returns why a decoded request is refused; null if it is not. */
    static @Nullable Exception fault(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return new IllegalArgumentException("several Host headers");
        }
        if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new IllegalArgumentException("no Host header");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return new IllegalArgumentException("CONNECT to a server that is no proxy");
        }
        return isOwnTarget(request.uri(), hosts) ? null : new IllegalArgumentException("target differs from Host");
    }

    private static boolean isOwnTarget(String target, List<String> hosts) {
        return target.startsWith("/")
                || target.equals("*")
                || (hosts.size() == 1 && authority(target).equalsIgnoreCase(hosts.get(0)));
    }

    /** Returns the authority of a target in absolute form; empty for any other, as no accepted Host header is. */
    private static String authority(String target) {
        int scheme = target.indexOf(SCHEME_END);
        int start = scheme + SCHEME_END.length();
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return scheme < 0 ? "" : target.substring(start, end);
    }

    /** Throws unless the version is HTTP/1.0 or HTTP/1.1. */
    static void checkVersion(String version) {
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("neither HTTP/1.0 nor HTTP/1.1");
        }
    }

    /** Throws unless a request line of that length is visible ASCII in three words, single spaces between them. */
    static void checkRequestLine(byte[] line, int length) {
        int spaces = 0;
        for (int i = 0; i < length; i++) {
            spaces += line[i] == ' ' ? 1 : 0;
            if (line[i] < ' ' || line[i] == DELETE) {
                throw new IllegalArgumentException("request line that is not visible ASCII");
            }
        }
        if (spaces != 2) {
            throw new IllegalArgumentException("several spaces between the words of a request line");
        }
    }
}
