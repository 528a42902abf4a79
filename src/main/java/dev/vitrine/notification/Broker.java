package dev.vitrine.notification;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.vitrine.config.NotificationConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;

/** Connects to the RabbitMQ broker. Its calls block. */
final class Broker {
    private static final int HEARTBEAT_SECONDS = 5;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int CALL_MILLIS = 5_000;

    /**
     * The longest message that Glance can send with its own limits: 128 properties of 64 KiB, each byte of which is seven
     * when it is escaped twice. A longer one closes the connection.
     */
    private static final long MAX_MESSAGE_BYTES = 64 << 20;

    private static final long MIN_MESSAGE_BYTES = 16 << 20;

    /** The library holds a message twice while it puts its frames together. */
    private static final int HEAP_SHARE = 8;

    private final ConnectionFactory factory = new ConnectionFactory();
    private final List<Address> addresses;
    private final String name;

    /**
     * Does not connect yet.
     *
     * @throws IllegalStateException if the platform rejects the certificates, which were read before
     */
    Broker(NotificationConfig settings) {
        addresses = settings.brokers().stream()
                .map(broker -> new Address(broker.host(), broker.port()))
                .toList();
        name = "vitrine " + settings.instance();
        // The library's own recovery would hide that notifications were missed meanwhile.
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setUsername(settings.username());
        factory.setPassword(settings.password().text());
        factory.setVirtualHost(settings.virtualHost());
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CALL_MILLIS);
        factory.setChannelRpcTimeout(CALL_MILLIS);
        factory.setMaxInboundMessageBodySize(
                maxMessageBytes(Runtime.getRuntime().maxMemory()));
        factory.setThreadFactory(task -> {
            Thread thread = new Thread(task, "events-connection");
            thread.setDaemon(true);
            return thread;
        });
        if (settings.isTls()) {
            factory.useSslProtocol(BrokerTls.context(settings.tls()));
            factory.enableHostnameVerification();
        }
    }

    /** Returns the size of the longest message for a heap of that many bytes. */
    static int maxMessageBytes(long heap) {
        return (int) Math.max(MIN_MESSAGE_BYTES, Math.min(heap / HEAP_SHARE, MAX_MESSAGE_BYTES));
    }

    /** Connects to one of the nodes; consumers of the connection run on the executor. */
    Connection connect(ExecutorService consumers) throws IOException, TimeoutException {
        return factory.newConnection(consumers, addresses, name);
    }
}
