package dev.vitrine.notification;

import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invalidates cached images on notifications, and decides whether images without a notification may be taken for
 * unchanged: see the description of the package.
 *
 * <p>Thread-safe. Changes of the status are serialized.
 */
public final class FeedState implements ChangeFeed.FeedListener {
    /** The time in the status {@link FeedStatus#MISSED_CHANGES}. */
    static final Duration MISSED_CHANGES_PERIOD = Duration.ofMinutes(10);

    /** Two missed changes within this time end the status {@link FeedStatus#LIVE}; a single one can be a coincidence. */
    static final Duration MISSED_CHANGES_WINDOW = Duration.ofMinutes(10);

    /** The minimum time between full revalidations for unreadable messages. */
    static final Duration REVALIDATION_INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FeedState.class);

    private final InvalidationListener cache;
    private final Metrics metrics;
    private final Clocks clocks;
    private final boolean assumeEmitting;
    private final LongAdder subscriptions = new LongAdder();
    private final LongAdder fullRevalidations = new LongAdder();
    private final LongAdder missedChanges = new LongAdder();
    private volatile FeedStatus status = FeedStatus.DISCONNECTED;

    private FeedStatus lossCause = FeedStatus.DISCONNECTED;
    private volatile String detail = "";
    private volatile boolean hasTried;
    private boolean isSubscribed;
    private boolean isProven;
    private boolean isRevalidationDue;
    private long revalidatedNanos;
    private long missedChangeNanos;
    private long missedChangesEndNanos;

    /**
     * Starts in the status {@link FeedStatus#DISCONNECTED}.
     *
     * @param assumeEmitting whether a subscription is {@link FeedStatus#LIVE} before Glance has published a notification
     */
    public FeedState(InvalidationListener cache, Metrics metrics, Clocks clocks, boolean assumeEmitting) {
        this.cache = cache;
        this.metrics = metrics;
        this.clocks = clocks;
        this.assumeEmitting = assumeEmitting;
        this.revalidatedNanos = clocks.nanos() - REVALIDATION_INTERVAL.toNanos();
        this.missedChangeNanos = clocks.nanos() - MISSED_CHANGES_WINDOW.toNanos();
        this.missedChangesEndNanos = clocks.nanos();
    }

    /** Returns the current status. */
    public FeedStatus status() {
        return status;
    }

    /** Returns whether the first attempt to subscribe has ended. */
    public boolean hasTried() {
        return hasTried;
    }

    /** Returns the broker's or the platform's last message about that status, printable; empty if there is none. */
    public String detail() {
        return detail;
    }

    /** Returns the number of subscriptions since the start. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** Returns the number of full revalidations since the start. */
    public long fullRevalidations() {
        return fullRevalidations.sum();
    }

    /** Returns the number of missed changes since the start. */
    public long missedChanges() {
        return missedChanges.sum();
    }

    @Override
    public synchronized void onSubscribed() {
        subscriptions.increment();
        isSubscribed = true;
        isProven = assumeEmitting;
        revalidateAll();
        update("");
    }

    @Override
    public synchronized void onSubscriptionLost(FeedStatus cause, String message) {
        isSubscribed = false;
        lossCause = cause;
        update(message);
    }

    @Override
    public void onNotification(Notification notification) {
        metrics.recordNotification(notification.kind());
        if (notification instanceof Notification.Changed changed) {
            LOG.debug("notification: image {} changed at {}", changed.id(), changed.updated());
            cache.changed(changed.id(), changed.updated());
            if (changed.isProof() && !status.isLive()) {
                prove();
            }
        } else if (notification instanceof Notification.Unreadable) {
            revalidateSoon();
        }
    }

    @Override
    public synchronized void onHealthy() {
        if (isRevalidationDue) {
            revalidateSoon();
        }
        int changes = cache.takeMissedChanges();
        for (int i = 0; i < changes; i++) {
            addMissedChange();
        }
        update("");
    }

    private synchronized void prove() {
        // After missed changes a notification proves nothing: Glance sends some notifications and not others.
        isProven = isProven || !hasMissedChanges();
        update("");
    }

    /** An unreadable message can be about any image. Many such messages cause a single full revalidation. */
    private synchronized void revalidateSoon() {
        isRevalidationDue = true;
        if (clocks.nanos() - revalidatedNanos >= REVALIDATION_INTERVAL.toNanos()) {
            revalidateAll();
        }
    }

    private void revalidateAll() {
        isRevalidationDue = false;
        revalidatedNanos = clocks.nanos();
        fullRevalidations.increment();
        cache.revalidateAll();
    }

    private void addMissedChange() {
        missedChanges.increment();
        long now = clocks.nanos();
        if (now - missedChangeNanos < MISSED_CHANGES_WINDOW.toNanos()) {
            missedChangesEndNanos = now + MISSED_CHANGES_PERIOD.toNanos();
            isProven = assumeEmitting;
        }
        missedChangeNanos = now;
    }

    private boolean hasMissedChanges() {
        return clocks.nanos() - missedChangesEndNanos < 0;
    }

    private void update(String message) {
        FeedStatus current = !isSubscribed
                ? lossCause
                : hasMissedChanges() ? FeedStatus.MISSED_CHANGES : isProven ? FeedStatus.LIVE : FeedStatus.UNPROVEN;
        if (current != status) {
            changeTo(current);
            log(message);
        } else if (!message.isEmpty() && !message.equals(detail)) {
            log(message);
        }
        hasTried = true;
    }

    private void changeTo(FeedStatus current) {
        if (current.isLive()) {
            // Images that were loaded while notifications may have been missing can have changed since.
            revalidateAll();
            cache.notificationsLive(true);
        } else if (status.isLive()) {
            cache.notificationsLive(false);
        }
        status = current;
    }

    private void log(String message) {
        detail = message;
        String suffix = message.isEmpty() ? "" : " (" + message + ")";
        if (status.isLive() || status == FeedStatus.UNPROVEN) {
            LOG.info("{}{}", status, suffix);
        } else {
            LOG.warn("{}{}", status, suffix);
        }
    }
}
