package dev.vitrine.server.netty;

import dev.vitrine.model.Authority;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * The target of an HTTP/1 request (RFC 9112, 3.2). One in absolute form is put into origin form, and its authority takes the
 * place of Host, which an origin server ignores then (3.2.2): no handler behind the decoder finds two hosts to choose from. An
 * empty Host of HTTP/1.0, which need not have one, is removed.
 */
final class RequestTarget {
    private static final List<String> SCHEMES = List.of("http://", "https://");

    private RequestTarget() {}

    /**
     * Puts the target into origin form, unless it is an asterisk, and Host into accord with it.
     *
     * @return false if the target has no valid form, or stands beside an invalid Host header (3.2); then nothing is changed
     */
    static boolean resolve(HttpRequest request) {
        String target = request.uri();
        if (target.startsWith("/") || target.equals("*")) {
            removeEmptyHost(request);
            return true;
        }
        int start = endOfScheme(target);
        int end = endOfAuthority(target, start);
        String authority = target.substring(start, end);
        if (start == 0 || !Authority.isValid(authority) || !isValidHost(request)) {
            return false;
        }
        request.headers().set(HttpHeaderNames.HOST, authority);
        String rest = target.substring(end);
        request.setUri(rest.startsWith("/") ? rest : "/" + rest);
        return true;
    }

    private static void removeEmptyHost(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null && host.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            request.headers().remove(HttpHeaderNames.HOST);
        }
    }

    private static boolean isValidHost(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        return host == null || host.isEmpty() || Authority.isValid(host);
    }

    /** Returns 0 if there is none. Schemes are compared without case (RFC 3986, 3.1). */
    private static int endOfScheme(String target) {
        return SCHEMES.stream()
                .filter(scheme -> target.regionMatches(true, 0, scheme, 0, scheme.length()))
                .mapToInt(String::length)
                .findFirst()
                .orElse(0);
    }

    private static int endOfAuthority(String target, int start) {
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return end;
    }
}
