package dev.vitrine.config.oslo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transport URL of oslo.messaging: {@code rabbit://user:password@host:port,user:password@host:port/virtual-host?name=value},
 * taken apart as its {@code TransportURL.parse} does.
 *
 * @param scheme the transport
 * @param nodes the broker's nodes
 * @param virtualHost empty for the default one
 * @param query options of the driver, which win over those in its section
 */
record TransportUrl(String scheme, List<Node> nodes, String virtualHost, Map<String, String> query) {
    /** The port of a node without one, with TLS too. */
    private static final int DEFAULT_PORT = 5672;

    private static final Pattern FORM = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<nodes>[^/?#]*)(?:/(?<host>[^?#]*))?(?:\\?(?<query>[^#]*))?(?:#.*)?",
            Pattern.DOTALL);
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[(?<six>[^\\]]*)]|(?<host>[^:]*))(?::(?<port>[0-9]{0,5}))?");
    private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    /**
     * A node of the broker.
     *
     * @param user null for none
     * @param password null for none
     */
    record Node(
            String host,
            int port,
            @Nullable String user,
            @Nullable String password) {
        /** Returns the address as {@code events.brokers} has it. */
        String address() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }

        boolean hasLoginOf(Node other) {
            return Objects.equals(user, other.user) && Objects.equals(password, other.password);
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return address();
        }
    }

    /** Returns the URL taken apart; null if it is none, or if some nodes have a user and some have not. */
    static @Nullable TransportUrl parse(String text) {
        Matcher url = FORM.matcher(text);
        if (!url.matches()) {
            return null;
        }
        List<Node> nodes = new ArrayList<>();
        for (String part : url.group("nodes").split(",", -1)) {
            Node node = part.isEmpty() ? null : node(part);
            if (node == null && !part.isEmpty()) {
                return null;
            }
            if (node != null) {
                nodes.add(node);
            }
        }
        // As in oslo.messaging: a comma in a password cuts it in two, and would show a part of it as a host.
        boolean isMixed =
                nodes.stream().map(node -> node.user == null).distinct().count() > 1;
        if (isMixed) {
            return null;
        }
        String virtualHost = url.group("host") == null ? "" : unescaped(url.group("host"));
        return new TransportUrl(url.group("scheme"), nodes, virtualHost, query(url.group("query")));
    }

    private static @Nullable Node node(String text) {
        int at = text.lastIndexOf('@');
        Matcher address = ADDRESS.matcher(text.substring(at + 1));
        if (!address.matches()) {
            return null;
        }
        String host = address.group("six") == null ? address.group("host") : address.group("six");
        String digits = address.group("port");
        int port = digits == null || digits.isEmpty() ? DEFAULT_PORT : Integer.parseInt(digits);
        if (host.isEmpty()) {
            return null;
        }
        if (at < 0) {
            return new Node(host, port, null, null);
        }
        String login = text.substring(0, at);
        int colon = login.indexOf(':');
        return colon < 0
                ? new Node(host, port, unescaped(login), null)
                : new Node(host, port, unescaped(login.substring(0, colon)), unescaped(login.substring(colon + 1)));
    }

    private static Map<String, String> query(@Nullable String text) {
        Map<String, String> query = new LinkedHashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && equals < pair.length() - 1) {
                    String value = unescaped(pair.substring(equals + 1).replace('+', ' '));
                    query.merge(unescaped(pair.substring(0, equals)), value, (one, other) -> one + "," + other);
                }
            }
        }
        return query;
    }

    /** Decodes escapes; a percent sign that begins none is itself, as in Python. */
    private static String unescaped(String text) {
        return ESCAPES.matcher(text).replaceAll(escapes -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String hex : escapes.group().substring(1).split("%", -1)) {
                bytes.write(Integer.parseInt(hex, 16));
            }
            return Matcher.quoteReplacement(bytes.toString(UTF_8));
        });
    }
}
