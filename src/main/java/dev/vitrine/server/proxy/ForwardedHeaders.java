package dev.vitrine.server.proxy;

import dev.vitrine.config.listen.ListenConfig.Proxies;
import dev.vitrine.model.Authority;
import dev.vitrine.server.proxy.OriginalRequest.Link;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port} and {@code
 * -Prefix} of a request whose connection comes from a trusted proxy.
 *
 * <p>Each proxy adds its item at the end, so the items count from the end: those of trusted proxies, up to and with the one that
 * names the first address that is not trusted, which is the client. What stands before that, the client may have written.
 * {@code Forwarded} takes the place of the others, but for the prefix, which it cannot hold. Any thread.
 */
public final class ForwardedHeaders {
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("Forwarded");
    private static final CharSequence FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence PORT = HttpHeaders.createOptimized("X-Forwarded-Port");
    private static final CharSequence PREFIX = HttpHeaders.createOptimized("X-Forwarded-Prefix");
    private static final int MAX_HOST = 261;
    private static final int MAX_PREFIX = 256;

    private final Proxies proxies;

    /** Takes which proxies are trusted. */
    public ForwardedHeaders(Proxies proxies) {
        this.proxies = proxies;
    }

    /** The client, and how many items at the end of each list are of trusted proxies: 1 or more. */
    private record Trace(InetAddress client, int items) {}

    /**
     * Returns the request as its client made it.
     *
     * @param proxy the trusted proxy at the other end of the connection
     * @param isTls whether the connection has TLS: the scheme where no proxy names one
     */
    public OriginalRequest of(InetAddress proxy, MultiMap headers, boolean isTls) {
        List<ForwardedElement> elements = ForwardedElement.fromEnd(headers.getAll(FORWARDED));
        return elements.isEmpty() ? ofSeveral(proxy, headers, isTls) : ofForwarded(proxy, elements, headers);
    }

    private OriginalRequest ofForwarded(InetAddress proxy, List<ForwardedElement> elements, MultiMap headers) {
        Trace trace = trace(
                proxy,
                elements.stream()
                        .map(element -> Objects.requireNonNullElse(element.node(), "unknown"))
                        .toList());
        String scheme = null;
        HostPort host = null;
        for (ForwardedElement element : elements.subList(0, Math.min(trace.items, elements.size()))) {
            String named = scheme(element.proto());
            HostPort asked = HostPort.parse(element.host());
            scheme = named == null ? scheme : named;
            host = asked == null ? host : asked;
        }
        Link link = new Link(
                scheme,
                host == null ? null : host.host,
                host == null ? Link.OWN_PORT : host.port,
                prefix(item(headers, PREFIX, trace.items)));
        return new OriginalRequest(trace.client.getHostAddress(), link);
    }

    private OriginalRequest ofSeveral(InetAddress proxy, MultiMap headers, boolean isTls) {
        Trace trace = trace(proxy, HeaderList.fromEnd(headers.getAll(FOR)));
        String scheme = scheme(item(headers, PROTO, trace.items));
        HostPort host = HostPort.parse(item(headers, HOST, trace.items));
        boolean isHttps = scheme == null ? isTls : scheme.equals("https");
        int port = port(item(headers, PORT, trace.items), isHttps ? 443 : 80);
        Link link = new Link(
                scheme,
                host == null ? null : host.host,
                port != Link.OWN_PORT || host == null ? port : host.port,
                prefix(item(headers, PREFIX, trace.items)));
        return new OriginalRequest(trace.client.getHostAddress(), link);
    }

    /** A node that is no address ends the trace: the proxy that has received its request is the last one that is known. */
    private Trace trace(InetAddress proxy, List<String> nodes) {
        InetAddress client = proxy;
        int items = 0;
        while (items < nodes.size() && proxies.isTrusted(client)) {
            InetAddress before = NodeAddress.parse(nodes.get(items));
            items++;
            if (before == null) {
                break;
            }
            client = before;
        }
        return new Trace(client, Math.max(items, 1));
    }

    /** Returns the item of the first of so many proxies at the end; of the first one that has added any, if that are fewer. */
    private static @Nullable String item(MultiMap headers, CharSequence name, int proxies) {
        List<String> items = HeaderList.fromEnd(headers.getAll(name));
        return items.isEmpty() ? null : items.get(Math.min(proxies, items.size()) - 1);
    }

    private static @Nullable String scheme(@Nullable String proto) {
        String scheme = proto == null ? "" : proto.toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? scheme : null;
    }

    private static int port(@Nullable String text, int schemeDefault) {
        int port = text == null ? Link.OWN_PORT : HostPort.port(text);
        return port == schemeDefault ? 0 : port;
    }

    /** Segments of unreserved characters (RFC 3986, 2.3), none of them empty or of dots; a slash at the end is left out. */
    private static String prefix(@Nullable String text) {
        if (text == null || text.length() > MAX_PREFIX || !text.startsWith("/")) {
            return "";
        }
        String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        for (String segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
            boolean isPlain = segment.chars().allMatch(Authority::isUnreserved);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || !isPlain) {
                return "";
            }
        }
        return path;
    }

    /** A host and its port, 0 for none. */
    private record HostPort(String host, int port) {
        /** Returns null unless the text is of the grammar of {@code Host}, and of it what stands in links as it is. */
        static @Nullable HostPort parse(@Nullable String text) {
            if (text == null || text.length() > MAX_HOST || !Authority.isValid(text)) {
                return null;
            }
            int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
            String host = end < 0 ? text : text.substring(0, end);
            String port = end < 0 || end + 1 >= text.length() ? "" : text.substring(end + 1);
            boolean isPlain = host.startsWith("[") || host.chars().allMatch(Authority::isUnreserved);
            int number = port.isEmpty() ? 0 : port(port);
            return isPlain && number >= 0 ? new HostPort(host, number) : null;
        }

        /** Returns 1 to 65535; {@link Link#OWN_PORT} for any other text. */
        static int port(String text) {
            boolean isNumber =
                    !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            int port = isNumber ? Integer.parseInt(text) : 0;
            return port >= 1 && port <= 65_535 ? port : Link.OWN_PORT;
        }
    }
}
