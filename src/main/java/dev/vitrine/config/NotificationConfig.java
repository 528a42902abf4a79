package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The message broker that carries Glance's notifications (RabbitMQ, over AMQP 0-9-1).
 *
 * @param brokers the broker's nodes, tried in turn; empty for no notifications
 * @param isTls whether connections use TLS
 * @param tls what is trusted and presented on connections with TLS
 * @param username the user; RabbitMQ accepts guest from loopback alone
 * @param password needed if there is a broker
 * @param virtualHost the virtual host
 * @param exchange the topic exchange that Glance publishes to, its control_exchange
 * @param routingKey which of its messages the queue gets
 * @param instance distinguishes this gateway's queue from those of others
 * @param assumeEmitting whether Glance is taken to publish before its first message has come
 */
public record NotificationConfig(
        List<BrokerAddress> brokers,
        boolean isTls,
        TlsConfig tls,
        String username,
        Secret password,
        String virtualHost,
        String exchange,
        String routingKey,
        String instance,
        boolean assumeEmitting) {
    private static final String SECTION = "events";

    /** An AMQP short string has 255 bytes at most; this many characters fit in whatever script. */
    private static final int MAX_CHARACTERS = 63;

    private static final Setting<String> BROKERS = Setting.list("events.brokers", ValueType.ADDRESS, List.of())
            .rule(text -> BrokerAddress.parse(text, false) != null, "an address such as rabbit.example.com:5672")
            .means("The broker's nodes, host or host:port, tried in turn; the port is 5672, with tls 5671. Empty: no"
                    + " notifications.");
    private static final Setting<Boolean> TLS = Setting.flag("events.tls", false)
            .means("Whether connections use TLS, with the name in the broker's certificate checked.");
    private static final Setting<String> USERNAME = Setting.text("events.username", "guest")
            .notBlank()
            .means("A user that may configure and write queues named gw.*, and read these and the exchange.");
    private static final Setting<String> PASSWORD =
            Setting.secret("events.password").means("The user's password. Needed with brokers.");
    private static final Setting<String> VIRTUAL_HOST =
            shortText("events.virtual-host", "/").means("The virtual host.");
    private static final Setting<String> EXCHANGE = shortText("events.exchange", "glance")
            .means("The topic exchange that Glance publishes to (its control_exchange). The gateway never declares it:"
                    + " until Glance has, the gateway looks for it every five seconds.");
    private static final Setting<String> ROUTING_KEY = shortText("events.routing-key", "notifications.info")
            .means("Which of the exchange's messages the gateway's queue gets.");
    private static final Setting<String> INSTANCE = Setting.text("events.instance", "vitrine")
            .rule(name -> name.matches("[A-Za-z0-9._-]{1,64}"), "1 to 64 letters, digits, dots, dashes, underscores")
            .range("1 to 64 letters, digits, dots, dashes, underscores")
            .means(
                    "Distinguishes this gateway's queue from those of others: it is named gw.INSTANCE.UUID, and is deleted"
                            + " with its connection.");
    private static final Setting<Boolean> ASSUME_EMITTING = Setting.flag("events.assume-emitting", false)
            .means("Whether Glance is taken to publish before its first message has come. Only for a Glance that surely"
                    + " does.");

    private static Setting<String> shortText(String key, String otherwise) {
        String expected = "1 to " + MAX_CHARACTERS + " characters";
        return Setting.text(key, otherwise)
                .rule(text -> !text.isBlank() && text.length() <= MAX_CHARACTERS, expected)
                .range(expected);
    }

    /** Checks the names. */
    public NotificationConfig {
        new Check()
                .holds(USERNAME, username)
                .holds(VIRTUAL_HOST, virtualHost)
                .holds(EXCHANGE, exchange)
                .holds(ROUTING_KEY, routingKey)
                .holds(INSTANCE, instance)
                .done();
        brokers = List.copyOf(brokers);
    }

    /** Returns whether the gateway receives notifications. */
    public boolean isOn() {
        return !brokers.isEmpty();
    }

    static NotificationConfig read(ConfigReader in) {
        List<String> nodes = in.all(BROKERS);
        boolean isTls = in.get(TLS);
        List<BrokerAddress> brokers = addresses(nodes, isTls);
        TlsConfig tls = TlsConfig.read(in, SECTION);
        String username = in.get(USERNAME);
        Secret password = in.secret(PASSWORD);
        return new NotificationConfig(
                brokers,
                isTls,
                tls,
                username,
                brokers.isEmpty() ? new Secret("") : in.needed(PASSWORD, password),
                in.get(VIRTUAL_HOST),
                in.get(EXCHANGE),
                in.get(ROUTING_KEY),
                in.get(INSTANCE),
                in.get(ASSUME_EMITTING));
    }

    private static List<BrokerAddress> addresses(List<String> nodes, boolean tls) {
        List<BrokerAddress> addresses = new ArrayList<>();
        for (String node : nodes) {
            BrokerAddress address = BrokerAddress.parse(node, tls);
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

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
            return port < 1 || port > 0xFFFF
                    ? null
                    : new BrokerAddress(six == null ? matcher.group("host") : six, port);
        }

        @Override
        public String toString() {
            return Endpoint.inUrl(host) + ":" + port;
        }
    }
}
