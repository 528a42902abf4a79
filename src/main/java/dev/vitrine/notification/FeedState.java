package dev.vitrine.notification;

import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the memory forget what was changed, and decides whether what nobody tells of may be taken for unchanged: see the
 * package's description.
 *
 * <p>Any thread; what changes the standing happens one after the other.
 */
public final class FeedState implements ChangeFeed.Listener {
    /** How long nobody is trusted after changes were found of which nobody had told. */
    static final Duration DISTRUST = Duration.ofMinutes(10);

    /** In which time two such changes end the trust: a single one can be chance. */
    static final Duration WINDOW = Duration.ofMinutes(10);

    /** How often everything is made suspect for messages that cannot be read, at the most. */
    static final Duration SUSPICION = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FeedState.class);

    private final InvalidationListener memory;
    private final Metrics metrics;
    private final Clocks time;
    private final boolean isAssumed;
    private final LongAdder subscriptions = new LongAdder();
    private final LongAdder suspicions = new LongAdder();
    private final LongAdder unheard = new LongAdder();
    private volatile FeedStatus standing = FeedStatus.DISCONNECTED;

    private FeedStatus unsubscribed = FeedStatus.DISCONNECTED;
    private String detail = "";
    private boolean isSubscribed;
    private boolean isProven;
    private boolean isSuspicionDue;
    private long suspectedNanos;
    private long unheardNanos;
    private long distrustEndsNanos;

    /** Trusts nobody yet; {@code isAssumed} says that Glance tells of changes, before it has done so. */
    public FeedState(InvalidationListener memory, Metrics metrics, Clocks time, boolean isAssumed) {
        this.memory = memory;
        this.metrics = metrics;
        this.time = time;
        this.isAssumed = isAssumed;
        this.suspectedNanos = time.nanos() - SUSPICION.toNanos();
        this.unheardNanos = time.nanos() - WINDOW.toNanos();
        this.distrustEndsNanos = time.nanos();
    }

    /** Returns how it stands now. */
    public FeedStatus standing() {
        return standing;
    }

    /** Returns how often all changes have begun to be told. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** Returns how often everything was made suspect. */
    public long suspicions() {
        return suspicions.sum();
    }

    /** Returns how many changes were found of which nobody had told. */
    public long unheard() {
        return unheard.sum();
    }

    @Override
    public synchronized void subscribed() {
        subscriptions.increment();
        isSubscribed = true;
        isProven = isAssumed;
        suspectAll();
        settle("");
    }

    @Override
    public synchronized void lost(FeedStatus why, String words) {
        isSubscribed = false;
        unsubscribed = why;
        settle(words);
    }

    @Override
    public void told(Notification notification) {
        metrics.recordNotification(notification.kind());
        if (notification instanceof Notification.Changed changed) {
            memory.changed(changed.id(), changed.updated());
            if (changed.isProof() && !standing.isLive()) {
                prove();
            }
        } else if (notification instanceof Notification.Unreadable) {
            suspectSoon();
        }
    }

    @Override
    public synchronized void quiet() {
        if (isSuspicionDue) {
            suspectSoon();
        }
        int changes = memory.unheard();
        for (int i = 0; i < changes; i++) {
            findUnheard();
        }
        settle("");
    }

    private synchronized void prove() {
        // What is told while nobody is trusted proves nothing: something is told, and something is not.
        isProven = isProven || !isDistrusted();
        settle("");
    }

    /** A message that cannot be read may have told of any change; many of them do not make it worse. */
    private synchronized void suspectSoon() {
        isSuspicionDue = true;
        if (time.nanos() - suspectedNanos >= SUSPICION.toNanos()) {
            suspectAll();
        }
    }

    private void suspectAll() {
        isSuspicionDue = false;
        suspectedNanos = time.nanos();
        suspicions.increment();
        memory.suspectAll();
    }

    private void findUnheard() {
        unheard.increment();
        long now = time.nanos();
        if (now - unheardNanos < WINDOW.toNanos()) {
            distrustEndsNanos = now + DISTRUST.toNanos();
            isProven = isAssumed;
        }
        unheardNanos = now;
    }

    private boolean isDistrusted() {
        return time.nanos() - distrustEndsNanos < 0;
    }

    private void settle(String words) {
        FeedStatus now = !isSubscribed
                ? unsubscribed
                : isDistrusted() ? FeedStatus.UNHEARD : isProven ? FeedStatus.LIVE : FeedStatus.UNPROVEN;
        if (now != standing) {
            move(now);
            tell(words);
        } else if (!words.isEmpty() && !words.equals(detail)) {
            tell(words);
        }
    }

    private void move(FeedStatus now) {
        if (now.isLive()) {
            // What was loaded while Glance may have told of nothing was never heard of.
            suspectAll();
            memory.heard(true);
        } else if (standing.isLive()) {
            memory.heard(false);
        }
        standing = now;
    }

    private void tell(String words) {
        detail = words;
        String more = words.isEmpty() ? "" : " (" + words + ")";
        if (standing.isLive() || standing == FeedStatus.UNPROVEN) {
            LOG.info("{}{}", standing, more);
        } else {
            LOG.warn("{}{}", standing, more);
        }
    }
}
