package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a node of a broker listens.
 *
 * @param host a name or an address, one of version 6 without brackets
 * @param port 1 to 65535
 */
public record BrokerAddress(String host, int port) {
    private static final int PLAIN_PORT = 5672;
    private static final int TLS_PORT = 5671;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+))(?::(?<port>[0-9]{1,5}))?");

    /** Returns the address written as {@code host}, {@code host:port} or {@code [::1]:port}; null for another form. */
    static @Nullable BrokerAddress parse(String text, boolean tls) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String six = matcher.group("six");
        String digits = matcher.group("port");
        int port = digits == null ? tls ? TLS_PORT : PLAIN_PORT : Integer.parseInt(digits);
        return port < 1 || port > 0xFFFF ? null : new BrokerAddress(six == null ? matcher.group("host") : six, port);
    }

    @Override
    public String toString() {
        return Endpoint.inUrl(host) + ":" + port;
    }
}
