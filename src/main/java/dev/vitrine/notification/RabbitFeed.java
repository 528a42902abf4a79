package dev.vitrine.notification;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.notification.Subscription.Backlog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of Glance's notifications from RabbitMQ.
 *
 * <p>A single thread connects, subscribes, processes notifications, checks the subscription twice a second, and
 * reconnects. The connection's own thread reports the end of the connection immediately. Each attempt declares a new queue
 * and binding, because a restarted broker has neither, and an old queue may have lost messages.
 */
public final class RabbitFeed implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitFeed.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
    private static final Duration NO_EXCHANGE_DELAY = Duration.ofSeconds(5);

    /** The backoff is reset if a subscription has lasted this long. */
    private static final Duration STABLE_AFTER = Duration.ofSeconds(10);

    private static final int ABORT_MILLIS = 1_000;

    private final NotificationConfig settings;
    private final Clocks clocks;
    private final Broker broker;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile Duration lag = Duration.ZERO;
    private volatile boolean isClosed;
    private @Nullable Connection connection;
    private @Nullable Subscription subscription;

    /** Does not connect yet. */
    public RabbitFeed(NotificationConfig settings, Clocks clocks) {
        this.settings = settings;
        this.clocks = clocks;
        this.broker = new Broker(settings);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread created = new Thread(task, "events");
                    created.setDaemon(true);
                    return created;
                },
                // Tasks after the close are discarded.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void start(FeedListener listener) {
        thread.execute(() -> connect(listener));
        var unused = thread.scheduleWithFixedDelay(
                () -> check(listener), CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Duration lag() {
        return lag;
    }

    @Override
    public CompletionStage<Void> close() {
        isClosed = true;
        thread.execute(() -> {
            if (subscription != null) {
                subscription.markEnded();
            }
            disconnect();
            closed.complete(null);
            thread.shutdownNow();
        });
        return closed;
    }

    private void connect(FeedListener listener) {
        try {
            subscribe(connection(), listener);
        } catch (IOException | TimeoutException | RuntimeException e) {
            // Any exception: attempts never stop.
            FeedStatus cause = status(e);
            listener.onSubscriptionLost(cause, message(e));
            if (cause != FeedStatus.NO_EXCHANGE) {
                disconnect();
            }
            retry(cause, listener);
        }
    }

    private Connection connection() throws IOException, TimeoutException {
        Connection open = connection;
        if (open == null || !open.isOpen()) {
            open = broker.connect(thread);
            connection = open;
        }
        return open;
    }

    /** The order matters: images that were loaded before the binding must be revalidated before the first notification. */
    private void subscribe(Connection open, FeedListener listener) throws IOException {
        Subscription created = new Subscription(open, settings, clocks, listener::onNotification);
        listener.onSubscribed();
        created.consume(
                () -> lost(created, FeedStatus.DISCONNECTED, "the broker has cancelled the consumer", listener));
        subscription = created;
        // Called at once if the channel is closed already.
        created.getChannel().addShutdownListener(end -> lost(created, status(end), message(end), listener));
    }

    private void check(FeedListener listener) {
        Subscription current = subscription;
        if (current == null) {
            return;
        }
        try {
            Backlog backlog = current.check();
            lag = backlog.age();
            if (backlog.isTooLong()) {
                String message = backlog.messages() + " messages wait, the oldest for "
                        + backlog.age().toSeconds() + " s";
                lost(current, FeedStatus.LAGGING, message, listener);
            } else {
                listener.onHealthy();
            }
        } catch (IOException | ShutdownSignalException e) {
            lost(current, status(e), message(e), listener);
        } catch (RuntimeException bug) {
            LOG.error("bug: the check of the subscription failed", bug);
            lost(current, FeedStatus.DISCONNECTED, "", listener);
        }
    }

    /** Reports the loss on the calling thread; reconnects on the feed's. */
    private void lost(Subscription lost, FeedStatus cause, String message, FeedListener listener) {
        if (isClosed || !lost.markEnded()) {
            return;
        }
        listener.onSubscriptionLost(cause, message);
        thread.execute(() -> {
            subscription = null;
            lag = Duration.ZERO;
            disconnect();
            if (lost.age().compareTo(STABLE_AFTER) > 0) {
                backoff.reset();
            }
            retry(cause, listener);
        });
    }

    private void retry(FeedStatus cause, FeedListener listener) {
        Duration delay = cause == FeedStatus.NO_EXCHANGE ? NO_EXCHANGE_DELAY : backoff.next();
        if (!isClosed) {
            var unused = thread.schedule(() -> connect(listener), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.abort(ABORT_MILLIS);
        }
    }

    /** Returns {@link FeedStatus#NO_EXCHANGE} if the broker says that, else {@link FeedStatus#DISCONNECTED}. */
    private static FeedStatus status(Throwable failure) {
        Throwable deepest = rootCause(failure);
        boolean isMissing = deepest instanceof ShutdownSignalException end
                && end.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.NOT_FOUND;
        return isMissing ? FeedStatus.NO_EXCHANGE : FeedStatus.DISCONNECTED;
    }

    /** Returns the message of the broker or the platform, in printable ASCII and truncated. */
    static String message(Throwable failure) {
        Throwable deepest = rootCause(failure);
        String text =
                deepest instanceof ShutdownSignalException end && end.getReason() instanceof AMQP.Channel.Close close
                        ? close.getReplyText()
                        : deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
        String printable = text.replaceAll("[^\\x20-\\x7E]", "?");
        return printable.substring(0, Math.min(printable.length(), 256));
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
