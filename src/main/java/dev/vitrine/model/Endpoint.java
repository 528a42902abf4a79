package dev.vitrine.model;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The address of a service: {@code http} or {@code https}, host, port, and the path under which it lives.
 *
 * @param tls whether the scheme is {@code https}
 * @param host a name or an address, an IPv6 one without brackets
 * @param port 1 to 65535
 * @param path empty, or a path without a trailing slash
 */
public record Endpoint(boolean tls, String host, int port, String path) {

    /** Returns the address written in this text, or null if it is none: other scheme, no host, query, user, fragment. */
    public static @Nullable Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
        boolean tls = "https".equals(uri.getScheme());
        boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        boolean plain = uri.getRawPath() != null && uri.getRawPath().chars().allMatch(Endpoint::isPlain);
        String host = uri.getHost();
        if (!(tls || "http".equals(uri.getScheme())) || !bare || !plain || host == null || !isPort(uri.getPort())) {
            return null;
        }
        boolean bracketed = host.startsWith("[");
        return new Endpoint(
                tls,
                bracketed ? host.substring(1, host.length() - 1) : host,
                uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80,
                withoutTrailingSlashes(uri.getRawPath()));
    }

    private static boolean isPort(int port) {
        return port == -1 || (port > 0 && port <= 0xFFFF);
    }

    /** Only what neither JSON nor XML escapes: links begin with it. */
    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "/-._~%:@".indexOf(c) >= 0;
    }

    private static String withoutTrailingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Returns this address without a last path segment of that name, such as the {@code /v3} of a Keystone. */
    public Endpoint without(String segment) {
        return path.endsWith("/" + segment)
                ? new Endpoint(tls, host, port, path.substring(0, path.length() - segment.length() - 1))
                : this;
    }

    /** Returns the host as it stands in a URL. */
    public String hostInUrl() {
        return inUrl(host);
    }

    /** Returns a host as it stands before a port: an address of version 6 in brackets (RFC 3986, 3.2.2). */
    public static String inUrl(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Returns the address as a URL without a trailing slash. */
    @Override
    public String toString() {
        boolean usual = port == (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + hostInUrl() + (usual ? "" : ":" + port) + path;
    }
}
