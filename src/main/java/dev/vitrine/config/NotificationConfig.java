package dev.vitrine.config;

import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The broker that carries Glance's notifications (RabbitMQ, over AMQP 0-9-1).
 *
 * @param brokers the broker's nodes, tried in turn; none by default, and then nothing is listened for
 * @param tls whether the broker is spoken to over TLS, with the name in its certificate checked; default false
 * @param caFile certificates to trust in place of the platform's, PEM; null for the platform's
 * @param username default guest, whom RabbitMQ takes from loopback alone
 * @param password needed if there is a broker
 * @param virtualHost default /
 * @param exchange the topic exchange that Glance publishes to, its control_exchange; default glance
 * @param routingKey which of its messages are wanted; default notifications.info
 * @param instance what tells this gateway's queue from others', 1 to 64 letters, digits, dots, dashes, underscores;
 *     default vitrine
 * @param assumeEmitting whether Glance is believed to publish before its first message has come; default false
 */
public record NotificationConfig(
        List<BrokerAddress> brokers,
        boolean tls,
        @Nullable Path caFile,
        String username,
        Secret password,
        String virtualHost,
        String exchange,
        String routingKey,
        String instance,
        boolean assumeEmitting) {
    private static final String BROKERS = "events.brokers";

    /** What AMQP calls a short string has 255 bytes at the most; so has this many characters in whatever script. */
    private static final int MOST_CHARACTERS = 63;

    /** Checks the names. */
    public NotificationConfig {
        boolean isName = instance.matches("[A-Za-z0-9._-]{1,64}");
        new Check()
                .notBlank("username", username)
                .that(isShort(virtualHost), "virtual-host", "\"" + virtualHost + "\"", SHORT)
                .that(isShort(exchange), "exchange", "\"" + exchange + "\"", SHORT)
                .that(isShort(routingKey), "routing-key", "\"" + routingKey + "\"", SHORT)
                .that(isName, "instance", "\"" + instance + "\"", "1 to 64 letters, digits, dots, dashes, underscores")
                .done();
        brokers = List.copyOf(brokers);
    }

    private static final String SHORT = "1 to " + MOST_CHARACTERS + " characters";

    private static boolean isShort(String text) {
        return !text.isBlank() && text.length() <= MOST_CHARACTERS;
    }

    /** Returns whether anything is listened for. */
    public boolean isOn() {
        return !brokers.isEmpty();
    }

    /** Returns the certificates to trust; none for the platform's. Reads a file. */
    public List<Certificate> authorities() {
        return caFile == null ? List.of() : NamedFile.certificates(caFile);
    }

    static @Nullable NotificationConfig read(Values values) {
        boolean tls = values.flag("events.tls", false);
        List<BrokerAddress> brokers = brokers(values, tls);
        Path caFile = values.certificates("events.cafile");
        String username = values.text("events.username", "guest");
        Secret password = values.secret("events.password");
        Secret shown = brokers.isEmpty() ? new Secret("") : Credentials.needed(values, "events.password", password);
        String virtualHost = values.text("events.virtual-host", "/");
        String exchange = values.text("events.exchange", "glance");
        String routingKey = values.text("events.routing-key", "notifications.info");
        String instance = values.text("events.instance", "vitrine");
        boolean assumeEmitting = values.flag("events.assume-emitting", false);
        return values.section(
                "events",
                () -> new NotificationConfig(
                        brokers,
                        tls,
                        caFile,
                        username,
                        shown,
                        virtualHost,
                        exchange,
                        routingKey,
                        instance,
                        assumeEmitting));
    }

    private static List<BrokerAddress> brokers(Values values, boolean tls) {
        List<BrokerAddress> brokers = new ArrayList<>();
        for (String text : values.texts(BROKERS, List.of())) {
            BrokerAddress address = BrokerAddress.parse(text, tls);
            if (address == null) {
                values.problem(BROKERS, "\"" + text + "\"", "an address such as rabbit.example.com:5672");
            } else {
                brokers.add(address);
            }
        }
        return brokers;
    }
}
