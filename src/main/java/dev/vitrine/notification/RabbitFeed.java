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
 * Glance's notifications from RabbitMQ.
 *
 * <p>One thread connects, subscribes, does what is told, looks twice a second whether all is well, and begins anew if it
 * is not. That the connection has ended is told by the connection's own thread, at once. Each time everything is made
 * anew: a broker that was started again has neither queue nor binding, and a queue of before may have lost messages.
 */
public final class RabbitFeed implements ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitFeed.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration NO_EXCHANGE_PAUSE = Duration.ofSeconds(5);

    /** How long a subscription must have lasted for the next one to be tried at once. */
    private static final Duration LASTED = Duration.ofSeconds(10);

    private static final int ABORT_MILLIS = 1_000;

    private final NotificationConfig settings;
    private final Clocks time;
    private final Broker broker;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile Duration lag = Duration.ZERO;
    private volatile boolean isClosed;
    private @Nullable Connection connection;
    private @Nullable Subscription subscription;

    /** Connects to nothing yet. */
    public RabbitFeed(NotificationConfig settings, Clocks time) {
        this.settings = settings;
        this.time = time;
        this.broker = new Broker(settings);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread made = new Thread(task, "events");
                    made.setDaemon(true);
                    return made;
                },
                // What comes when it has been closed is for nobody.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void start(Listener listener) {
        thread.execute(() -> attempt(listener));
        var unused = thread.scheduleWithFixedDelay(
                () -> look(listener), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
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
                subscription.end();
            }
            disconnect();
            closed.complete(null);
            thread.shutdownNow();
        });
        return closed;
    }

    private void attempt(Listener listener) {
        try {
            subscribe(connected(), listener);
        } catch (IOException | TimeoutException | RuntimeException e) {
            // Whatever it was: the tries never end.
            FeedStatus why = why(e);
            listener.lost(why, words(e));
            if (why != FeedStatus.NO_EXCHANGE) {
                disconnect();
            }
            retry(why, listener);
        }
    }

    private Connection connected() throws IOException, TimeoutException {
        Connection open = connection;
        if (open == null || !open.isOpen()) {
            open = broker.connect(thread);
            connection = open;
        }
        return open;
    }

    /** In this order: what was loaded before the binding is suspect before anything is told. */
    private void subscribe(Connection open, Listener listener) throws IOException {
        Subscription made = new Subscription(open, settings, time, listener::told);
        listener.subscribed();
        made.consume(() -> lost(made, FeedStatus.DISCONNECTED, "the broker has cancelled the consumer", listener));
        subscription = made;
        // Called at once if it has ended meanwhile.
        made.getChannel().addShutdownListener(end -> lost(made, why(end), words(end), listener));
    }

    private void look(Listener listener) {
        Subscription current = subscription;
        if (current == null) {
            return;
        }
        try {
            Backlog backlog = current.look();
            lag = backlog.age();
            if (backlog.isTooLong()) {
                String words = backlog.messages() + " messages wait, for "
                        + backlog.age().toSeconds() + " s";
                lost(current, FeedStatus.LAGGING, words, listener);
            } else {
                listener.quiet();
            }
        } catch (IOException | ShutdownSignalException e) {
            lost(current, why(e), words(e), listener);
        } catch (RuntimeException bug) {
            LOG.error("a bug: looking after the subscription has failed", bug);
            lost(current, FeedStatus.DISCONNECTED, "", listener);
        }
    }

    /** Tells at once, on whichever thread; begins anew on its own. */
    private void lost(Subscription lost, FeedStatus why, String words, Listener listener) {
        if (isClosed || !lost.end()) {
            return;
        }
        listener.lost(why, words);
        thread.execute(() -> {
            subscription = null;
            lag = Duration.ZERO;
            disconnect();
            if (lost.age().compareTo(LASTED) > 0) {
                backoff.reset();
            }
            retry(why, listener);
        });
    }

    private void retry(FeedStatus why, Listener listener) {
        Duration pause = why == FeedStatus.NO_EXCHANGE ? NO_EXCHANGE_PAUSE : backoff.next();
        if (!isClosed) {
            var unused = thread.schedule(() -> attempt(listener), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.abort(ABORT_MILLIS);
        }
    }

    /** Whether the broker said that there is no such exchange, or anything else went wrong. */
    private static FeedStatus why(Throwable cause) {
        Throwable deepest = deepest(cause);
        boolean isMissing = deepest instanceof ShutdownSignalException end
                && end.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.NOT_FOUND;
        return isMissing ? FeedStatus.NO_EXCHANGE : FeedStatus.DISCONNECTED;
    }

    /** What the broker or the platform says: it is not ours, so it is cut, and holds nothing but what can be shown. */
    private static String words(Throwable cause) {
        Throwable deepest = deepest(cause);
        String text =
                deepest instanceof ShutdownSignalException end && end.getReason() instanceof AMQP.Channel.Close close
                        ? close.getReplyText()
                        : deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
        String shown = text.replaceAll("[^\\x20-\\x7E]", "?");
        return shown.substring(0, Math.min(shown.length(), 256));
    }

    private static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
