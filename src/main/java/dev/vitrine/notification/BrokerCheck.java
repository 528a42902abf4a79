package dev.vitrine.notification;

import com.rabbitmq.client.Connection;
import dev.vitrine.config.NotificationConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** Tries a login at the broker, for an operator who sets the gateway up. Blocks for some seconds at most. */
public final class BrokerCheck {
    private BrokerCheck() {}

    /**
     * Logs in at one of the nodes and out again.
     *
     * @return what is wrong, in printable ASCII and without secrets; empty if nothing is
     */
    public static String problem(NotificationConfig settings) {
        ExecutorService consumers = Executors.newSingleThreadExecutor();
        try {
            Connection connection = new Broker(settings).connect(consumers);
            connection.abort();
            return "";
        } catch (IOException | TimeoutException | RuntimeException e) {
            return RabbitFeed.message(e);
        } finally {
            consumers.shutdownNow();
        }
    }
}
