package dev.vitrine.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forms of a request of HTTP/1 that are refused since not everybody reads them in the same way: what stands before this
 * gateway could take one request for two, or for one to somebody else (RFC 9112, 11.2).
 */
final class Framing {
    private static final String SCHEME_END = "://";

    private Framing() {}

    /** Returns what is wrong with a request that could be read; null if nothing is. */
    static @Nullable Exception fault(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return new IllegalArgumentException("several Host headers");
        }
        if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new IllegalArgumentException("no Host header");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return new IllegalArgumentException("no proxy");
        }
        String target = request.uri();
        boolean isOurs = target.startsWith("/")
                || target.equals("*")
                || (hosts.size() == 1 && authority(target).equalsIgnoreCase(hosts.get(0)));
        return isOurs ? null : new IllegalArgumentException("another host than that of the Host header");
    }

    /** Returns host and port of a whole URL, or the empty text if it is none; no Host header is empty that we take. */
    private static String authority(String target) {
        int scheme = target.indexOf(SCHEME_END);
        int start = scheme + SCHEME_END.length();
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return scheme < 0 ? "" : target.substring(start, end);
    }

    /** Throws unless it is one of HTTP/1. */
    static void checkVersion(String version) {
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("another version of HTTP, or none");
        }
    }

    /** Throws if there is no space at this place of a request line. */
    static void checkSpace(byte[] line, int at) {
        if (line[at] != ' ') {
            throw new IllegalArgumentException("no space between the words of a request line");
        }
    }

    /** Throws if the target of a request line does not stand between single spaces, or holds anything but visible ASCII. */
    static void checkTarget(byte[] line, int start, int length) {
        if (line[start - 2] <= ' ') {
            throw new IllegalArgumentException("several spaces before a target");
        }
        checkSpace(line, start + length);
        if (line[start + length + 1] <= ' ') {
            throw new IllegalArgumentException("several spaces behind a target");
        }
        for (int i = start; i < start + length; i++) {
            if (line[i] <= ' ' || line[i] == 0x7F) {
                throw new IllegalArgumentException("a target is not visible ASCII");
            }
        }
    }
}
