package dev.vitrine.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a service: scheme, host, port and base path.
 *
 * @param tls whether the scheme is {@code https}
 * @param host a name or an IP address, without brackets if it is an IPv6 address
 * @param port 1 to 65535
 * @param path empty, or a path without a trailing slash
 */
public record Endpoint(boolean tls, String host, int port, String path) {
    private static final String VERSION = "/v\\d+(?:\\.\\d*)?";
    private static final Pattern VERSION_AT_END = Pattern.compile(VERSION + "$", Pattern.CASE_INSENSITIVE);
    private static final Pattern RESOURCE = Pattern.compile(
            VERSION + "/+(?:images|schemas|tasks|metadefs|info|cache|auth|tokens|users|projects|v\\d[^/]*)(?:/|$)",
            Pattern.CASE_INSENSITIVE);

    /** RFC 3986 section 3.3: they are not part of a name, and services differ in what they make of them. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("/(?:\\.|%2[Ee]){1,2}(?:/|$)");

    /** Returns the parsed URL; null if it has another scheme, no host, or a query, fragment or user. */
    public static @Nullable Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
        boolean tls = "https".equals(uri.getScheme());
        boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        String path = uri.getRawPath();
        boolean plain = path != null
                && path.chars().allMatch(Endpoint::isPlain)
                && !DOT_SEGMENT.matcher(path).find();
        String host = uri.getHost();
        if (!(tls || "http".equals(uri.getScheme())) || !bare || !plain || host == null || !isPort(uri.getPort())) {
            return null;
        }
        boolean bracketed = host.startsWith("[");
        return new Endpoint(
                tls,
                bracketed ? host.substring(1, host.length() - 1) : host,
                uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80,
                withoutTrailingSlashes(path));
    }

    private static boolean isPort(int port) {
        return port == -1 || (port > 0 && port <= 0xFFFF);
    }

    /**
     * Accepts only characters that need no escaping in JSON and XML, because links begin with this URL. No at sign: in front
     * of it a password may stand that was not meant for a path.
     */
    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "/-._~%:".indexOf(c) >= 0;
    }

    private static String withoutTrailingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /**
     * Returns this URL without the version at its end, such as {@code /v2} or {@code /v2.0}, and the slashes before it. The form
     * is that of glanceclient's {@code strip_version}, which takes no path before it.
     */
    public Endpoint withoutVersion() {
        Matcher version = VERSION_AT_END.matcher(path);
        return version.find()
                ? new Endpoint(tls, host, port, withoutTrailingSlashes(path.substring(0, version.start())))
                : this;
    }

    /** Returns whether this is the URL of a resource of Glance or Keystone, behind a version, and not of the service. */
    public boolean isResource() {
        return RESOURCE.matcher(path).find();
    }

    /** Returns the host as in a URL. */
    public String hostInUrl() {
        return inUrl(host);
    }

    /** Returns a host as in a URL: an IPv6 address is put in brackets (RFC 3986 section 3.2.2). */
    public static String inUrl(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Returns the URL without a trailing slash. */
    @Override
    public String toString() {
        boolean isDefaultPort = port == (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + hostInUrl() + (isDefaultPort ? "" : ":" + port) + path;
    }
}
