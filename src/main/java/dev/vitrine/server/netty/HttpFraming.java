package dev.vitrine.server.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rules for HTTP/1 requests that servers and proxies read differently: one could take such a request for two, or for one to
 * another host (request smuggling; RFC 9112, 11.2).
 */
final class HttpFraming {
    private static final String CHUNKED = "chunked";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final byte DELETE = 0x7F;

    private HttpFraming() {}

    /** Returns why a decoded request is refused; null if it is not, and then its target is in origin form or an asterisk. */
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
        return RequestTarget.resolve(request)
                ? codingFault(request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING))
                : new IllegalArgumentException("malformed target");
    }

    /** The declared length of the body is a number, and more than Netty can count. */
    static final class BodyTooLong extends Exception {
        private static final long serialVersionUID = 1;

        BodyTooLong() {
            super("a body longer than can be counted", null, false, false);
        }
    }

    /** Returns whether Netty has refused the request for nothing but the declared length of its body, which is too large. */
    static boolean isBodyTooLong(HttpRequest request) {
        return request.decoderResult().cause() instanceof IllegalArgumentException refusal
                && refusal.getCause() instanceof NumberFormatException
                && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                && ContentLength.isBeyondCounting(request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH));
    }

    /** The body has a transfer coding beside the chunked one, which the gateway does not implement (RFC 9112, 6.1). */
    static final class UnsupportedCoding extends Exception {
        private static final long serialVersionUID = 1;

        UnsupportedCoding() {
            super("a transfer coding beside chunked", null, false, false);
        }
    }

    /**
     * Returns what is wrong with the values of Transfer-Encoding, which Netty has accepted, so that the last coding is chunked.
     * Other codings before it are not supported; one that is chunked too, or no name at all, is read differently by servers.
     */
    private static @Nullable Exception codingFault(List<String> values) {
        if (values.isEmpty() || (values.size() == 1 && values.get(0).equalsIgnoreCase(CHUNKED))) {
            return null;
        }
        String[] codings = String.join(",", values).split(",", -1);
        for (int i = 0; i < codings.length - 1; i++) {
            String name = codings[i].split(";", -1)[0].strip();
            if (!TOKEN.matcher(name).matches() || name.equalsIgnoreCase(CHUNKED)) {
                return new IllegalArgumentException("malformed Transfer-Encoding");
            }
        }
        return codings[codings.length - 1].strip().equalsIgnoreCase(CHUNKED)
                ? new UnsupportedCoding()
                : new IllegalArgumentException("malformed Transfer-Encoding");
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
