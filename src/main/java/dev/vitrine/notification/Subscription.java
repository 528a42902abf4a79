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
 * A queue of our own, bound to Glance's exchange, and what comes out of it, for as long as that goes well once.
 *
 * <p>The queue is exclusive, deletes itself and is not durable: nothing is left of it when its connection ends. The
 * exchange is only ever looked for. That they get a copy takes nothing from the queues that others read, such as
 * {@code notifications.info}.
 *
 * <p>For the feed's thread, but for the news of its end.
 */
final class Subscription extends DefaultConsumer {
    private static final int PREFETCH = 1_000;
    private static final int ACKNOWLEDGED_TOGETHER = 100;

    private final NotificationConfig settings;
    private final Clocks time;
    private final String queue;
    private final Consumer<Notification> told;
    private final QueueLag lag = new QueueLag();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final long startNanos;
    private volatile Runnable cancelled = () -> {};
    private long lastTag;
    private int unacknowledged;

    /** Makes and binds the queue; consumes nothing yet. Fails if there is no such exchange. */
    Subscription(Connection connection, NotificationConfig settings, Clocks time, Consumer<Notification> told)
            throws IOException {
        super(channel(connection));
        this.settings = settings;
        this.time = time;
        this.told = told;
        this.startNanos = time.nanos();
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
            throw new IOException("the broker gives no channel");
        }
        return channel;
    }

    /** Begins to consume; the task runs if the broker ends that, such as with the queue. */
    void consume(Runnable cancelled) throws IOException {
        this.cancelled = cancelled;
        getChannel().basicConsume(queue, false, this);
    }

    @Override
    public void handleCancel(String consumerTag) {
        cancelled.run();
    }

    /** Returns whether this is the first to end it. */
    boolean end() {
        return hasEnded.compareAndSet(false, true);
    }

    /** Returns how long ago it began. */
    Duration age() {
        return Duration.ofNanos(time.nanos() - startNanos);
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        if (hasEnded.get()) {
            return;
        }
        told.accept(NotificationParser.parse(body));
        lag.done();
        lastTag = envelope.getDeliveryTag();
        unacknowledged++;
        if (unacknowledged == ACKNOWLEDGED_TOGETHER) {
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
     * Looks whether the exchange and the binding are still there, of whose end nobody is told, and how much waits.
     *
     * @return how the messages stand
     */
    Backlog look() throws IOException {
        acknowledge();
        Channel channel = getChannel();
        channel.exchangeDeclarePassive(settings.exchange());
        // Costs nothing if it is there; if somebody has made the exchange anew, it is not.
        channel.queueBind(queue, settings.exchange(), settings.routingKey());
        long waiting = channel.messageCount(queue);
        return new Backlog(waiting, lag.look(waiting, time.nanos()));
    }

    /**
     * What waits in the queue.
     *
     * @param messages how many
     * @param age how long the oldest has waited, at the least
     */
    record Backlog(long messages, Duration age) {
        private static final long MOST_MESSAGES = 50_000;
        private static final Duration MOST_AGE = Duration.ofSeconds(10);

        /** Returns whether it is better to begin anew, and ask Glance for everything, than to work it off. */
        boolean isTooLong() {
            return messages > MOST_MESSAGES || age.compareTo(MOST_AGE) > 0;
        }
    }
}
