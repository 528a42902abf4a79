package dev.vitrine.management;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates the Host header field (RFC 9112 section 3.2, RFC 3986 section 3.2.2) before the platform parses it.
 *
 * <p>Vert.x 5.1.6 throws an {@link AssertionError} for some malformed IPv6 addresses ({@code UriParser.parseIPv6Address}),
 * outside the Router's error handling: the request would get no response until the idle timeout.
 */
final class HostHeader {
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:\\[(?<literal>[0-9A-Fa-f:.]+)]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%\\p{XDigit}{2})+)" + "(?::\\d{0,5})?");

    private HostHeader() {}

    /** Returns whether the request has exactly one Host and it is well-formed; HTTP/1.0 may do without. */
    static boolean isValid(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.isEmpty()
                ? request.version() == HttpVersion.HTTP_1_0
                : hosts.size() == 1 && isAuthority(hosts.get(0));
    }

    /** Returns whether the text is a host with or without a port, without user information. */
    static boolean isAuthority(String text) {
        Matcher authority = AUTHORITY.matcher(text);
        if (!authority.matches()) {
            return false;
        }
        String literal = authority.group("literal");
        return literal == null || NetUtil.isValidIpV6Address(literal);
    }
}
