package dev.vitrine.notification;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.model.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A queue that is bound to Glance's exchange, and its consumer. It is used once, until it ends.
 *
 * <p>The queue is exclusive, auto-delete and not durable, so the broker deletes it with the connection. The exchange is
 * never declared, only checked. The queue gets copies of the messages and takes none from other queues, such as
 * {@code notifications.info}.
 *
 * <p>Confined to the feed's thread, except for {@link #markEnded()}.
 */
final class Subscription extends DefaultConsumer {
    private static final int PREFETCH = 1_000;
    private static final int ACKNOWLEDGE_BATCH = 100;

    private final NotificationConfig settings;
    private final Clocks clocks;
    private final String queue;
    private final Consumer<Notification> listener;
    private final QueueLag lag = new QueueLag();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final long startNanos;
    private volatile Runnable cancelled = () -> {};
    private long lastTag;
    private int unacknowledged;

    /** Declares and binds the queue; does not consume yet. Fails if the exchange does not exist. */
    Subscription(Connection connection, NotificationConfig settings, Clocks clocks, Consumer<Notification> listener)
            throws IOException {
        super(channel(connection));
        this.settings = settings;
        this.clocks = clocks;
        this.listener = listener;
        this.startNanos = clocks.nanos();
        this.queue = "gw." + settings.instance() + "." + UUID.randomUUID();
        Channel channel = getChannel();
        channel.exchangeDeclarePassive(settings.exchange());
        channel.queueDeclare(queue, false, true, true, Map.of());
        channel.queueBind(queue, settings.exchange(), settings.routingKey());
        channel.basicQos(PREFETCH);
    }

    private static Channel channel(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no more channels");
        }
        return channel;
    }

    /** Starts to consume. The task runs if the broker cancels the consumer, for example because the queue is deleted. */
    void consume(Runnable cancelled) throws IOException {
        this.cancelled = cancelled;
        getChannel().basicConsume(queue, false, this);
    }

    @Override
    public void handleCancel(String consumerTag) {
        cancelled.run();
    }

    /** Ends the subscription. Returns false if it has ended already. Any thread. */
    boolean markEnded() {
        return hasEnded.compareAndSet(false, true);
    }

    /** Returns the time since the subscription. */
    Duration age() {
        return Duration.ofNanos(clocks.nanos() - startNanos);
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        if (hasEnded.get()) {
            return;
        }
        listener.accept(NotificationParser.parse(body));
        lag.processed();
        lastTag = envelope.getDeliveryTag();
        unacknowledged++;
        if (unacknowledged == ACKNOWLEDGE_BATCH) {
            acknowledge();
        }
    }

    private void acknowledge() throws IOException {
        if (unacknowledged > 0) {
            getChannel().basicAck(lastTag, true);
            unacknowledged = 0;
        }
    }

    /**
     * Checks that the exchange and the binding still exist, because consumers are not notified of their deletion.
     *
     * @return the current backlog
     */
    Backlog check() throws IOException {
        acknowledge();
        Channel channel = getChannel();
        channel.exchangeDeclarePassive(settings.exchange());
        // Has no effect if the binding exists; it does not if the exchange was deleted and declared again.
        channel.queueBind(queue, settings.exchange(), settings.routingKey());
        long waiting = channel.messageCount(queue);
        return new Backlog(waiting, lag.sample(waiting, clocks.nanos()));
    }

    /**
     * The messages that wait in the queue.
     *
     * @param messages their number
     * @param age a lower bound of the age of the oldest
     */
    record Backlog(long messages, Duration age) {
        private static final long MAX_MESSAGES = 50_000;
        private static final Duration MAX_AGE = Duration.ofSeconds(10);

        /** Returns whether the gateway should drop the queue and revalidate everything instead of processing it. */
        boolean isTooLong() {
            return messages > MAX_MESSAGES || age.compareTo(MAX_AGE) > 0;
        }
    }
}
