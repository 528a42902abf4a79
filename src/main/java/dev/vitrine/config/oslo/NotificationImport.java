package dev.vitrine.config.oslo;

import dev.vitrine.config.oslo.IniFile.Entry;
import dev.vitrine.config.oslo.OptionTable.Option;
import dev.vitrine.config.oslo.TransportUrl.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The broker that carries Glance's notifications: {@code [oslo_messaging_notifications]}, the transport, and TLS with it.
 * The section {@code events} is set only where Glance is certain to publish all of them: a gateway that relies on
 * notifications which do not come would serve what has changed.
 */
final class NotificationImport {
    private static final String SECTION = "oslo_messaging_notifications";
    private static final String DRIVER_SECTION = "oslo_messaging_rabbit";
    private static final Set<String> PUBLISHING = Set.of("messaging", "messagingv2");
    private static final String WITHOUT_AUTHORITY =
            "TLS without ssl_ca_file: oslo.messaging checks no certificate then; the"
                    + " gateway does, with those that the platform trusts, or with events.cafile";

    /**
     * An option of the driver, which the URL's query may hold, too.
     *
     * @param key the setting
     * @param older its older name
     */
    private record DriverOption(String name, String key, String older) {}

    private static final DriverOption TLS = new DriverOption("ssl", "events.tls", "rabbit_use_ssl");
    private static final DriverOption AUTHORITY =
            new DriverOption("ssl_ca_file", "events.cafile", "kombu_ssl_ca_certs");
    private static final List<DriverOption> FILES = List.of(
            AUTHORITY,
            new DriverOption("ssl_cert_file", "events.certfile", "kombu_ssl_certfile"),
            new DriverOption("ssl_key_file", "events.keyfile", "kombu_ssl_keyfile"));
    private static final Set<String> OF_DRIVER = Set.of("ssl", "ssl_ca_file", "ssl_cert_file", "ssl_key_file");

    private final ConfigImport into;
    private final OsloConfig glance;
    private final Notes notes;

    NotificationImport(ConfigImport into, OsloConfig glance) {
        this.into = into;
        this.glance = glance;
        this.notes = into.notes();
    }

    void run() {
        Entry place = glance.find(List.of(SECTION + "/transport_url", "DEFAULT/notification_transport_url"));
        Entry transport = place == null ? glance.find(List.of("DEFAULT/transport_url")) : place;
        String missing = missing(transport);
        if (missing == null && transport != null) {
            importBroker(transport);
        } else {
            notes.add("events: left out: " + missing);
        }
    }

    /** Returns why the gateway must not rely on notifications; null if it may. */
    private @Nullable String missing(@Nullable Entry transport) {
        List<Entry> drivers = glance.all(List.of(SECTION + "/driver", "DEFAULT/notification_driver"));
        boolean isPublishing = drivers.stream().anyMatch(driver -> PUBLISHING.contains(driver.value()));
        Entry disabled = glance.find(List.of("DEFAULT/disabled_notifications"));
        if (!isPublishing) {
            return "Glance publishes no notifications: no driver of its [" + SECTION + "] is messagingv2 or messaging";
        }
        if (disabled != null && !disabled.value().isBlank()) {
            return "Glance does not publish all notifications (disabled_notifications)";
        }
        return transport == null ? "Glance's file has no transport_url" : null;
    }

    private void importBroker(Entry transport) {
        String text = into.value(glance, transport);
        TransportUrl url = text == null ? null : TransportUrl.parse(text);
        if (url == null || !url.scheme().equals("rabbit") || url.nodes().isEmpty()) {
            notes.leftOut(transport, "no address of RabbitMQ (expected: rabbit://user:password@host:port/)");
            return;
        }
        importNodes(url, transport);
        put("events.virtual-host", url.virtualHost().isEmpty() ? "/" : url.virtualHost(), transport);
        importTls(url, transport);
        into.take(glance, new Option("events.exchange", Conversion.TEXT, List.of("DEFAULT/control_exchange")));
        importTopic();
        glance.done(transport);
        noteRest(url, transport);
    }

    private void importNodes(TransportUrl url, Entry transport) {
        Node first = url.nodes().get(0);
        List<String> brokers = new ArrayList<>();
        for (Node node : url.nodes()) {
            if (node.hasLoginOf(first)) {
                brokers.add(node.address());
            } else {
                notes.leftOut(transport, "its node " + node.address() + ", which has another user than the first one");
            }
        }
        into.put("events.brokers", brokers, transport);
        if (first.user() != null) {
            put("events.username", first.user(), transport);
        }
        if (first.password() != null && !first.password().isBlank()) {
            put("events.password", first.password(), transport);
        } else {
            notes.about(transport, "no password: set events.password-file, or the gateway does not start");
        }
        notes.about(
                transport,
                "carried over with Glance's user: better give the gateway one of its own, with fewer"
                        + " permissions (conf/deployment/rabbitmq.sh)");
    }

    private void importTls(TransportUrl url, Entry transport) {
        String written = driver(url, TLS);
        List<String> flag = written == null || written.isBlank()
                ? List.of("false")
                : Conversion.FLAG.texts().of(written);
        boolean isOn = flag != null && flag.get(0).equals("true");
        if (isOn) {
            put(TLS.key, "true", origin(url, TLS, transport));
        } else if (flag == null) {
            String expected = Conversion.FLAG.expected();
            notes.leftOut(origin(url, TLS, transport), "not supported (expected: " + expected + ")");
        }
        for (DriverOption file : FILES) {
            String value = driver(url, file);
            if (value != null && !value.isBlank() && isOn) {
                put(file.key, value, origin(url, file, transport));
            } else if (value != null && !value.isBlank()) {
                notes.leftOut(origin(url, file, transport), "its connections have no TLS");
            }
        }
        String authority = driver(url, AUTHORITY);
        if (isOn && (authority == null || authority.isBlank())) {
            notes.about(transport, WITHOUT_AUTHORITY);
        }
    }

    private void put(String key, String text, Entry origin) {
        into.put(key, List.of(text), origin);
    }

    private Entry origin(TransportUrl url, DriverOption option, Entry transport) {
        Entry entry = entry(option);
        return entry == null || url.query().containsKey(option.name) ? transport : entry;
    }

    private @Nullable String driver(TransportUrl url, DriverOption option) {
        Entry entry = entry(option);
        String inQuery = url.query().get(option.name);
        if (entry != null) {
            glance.done(entry);
        }
        return inQuery != null || entry == null ? inQuery : glance.value(entry);
    }

    private @Nullable Entry entry(DriverOption option) {
        return glance.find(List.of(DRIVER_SECTION + "/" + option.name, DRIVER_SECTION + "/" + option.older));
    }

    private void importTopic() {
        Entry topics = glance.find(List.of(SECTION + "/topics", "rpc_notifier2/topics", "DEFAULT/notification_topics"));
        String value = topics == null ? null : into.value(glance, topics);
        List<String> names = value == null ? null : Conversion.LIST.texts().of(value);
        if (topics == null || names == null || names.isEmpty()) {
            return;
        }
        String topic = names.contains("notifications") ? "notifications" : names.get(0);
        put("events.routing-key", topic + ".info", topics);
        if (names.size() > 1) {
            notes.about(topics, "one of its topics is carried over: Glance publishes everything to each of them");
        }
        glance.done(topics);
    }

    private void noteRest(TransportUrl url, Entry transport) {
        url.query().keySet().stream()
                .filter(name -> !OF_DRIVER.contains(name))
                .forEach(name -> notes.leftOut(transport, "its " + printable(name) + ": no setting has this meaning"));
        glance.all(List.of(SECTION + "/driver")).forEach(glance::done);
        glance.rest(SECTION).forEach(entry -> notes.leftOut(entry, "it concerns how Glance publishes"));
        glance.rest(DRIVER_SECTION).forEach(entry -> notes.leftOut(entry, "it concerns Glance's own connections"));
    }

    private static String printable(String name) {
        return name.replaceAll("[^a-z_0-9]", "?");
    }
}
