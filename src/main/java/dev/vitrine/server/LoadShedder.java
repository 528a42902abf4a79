package dev.vitrine.server;

import dev.vitrine.config.listen.ListenConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Admission control: bounds the requests in progress, those of all event loops together. Any thread.
 *
 * <p>A request counts while it can be worked at: not while the gateway awaits its body, which {@link AwaitedBodies} bounds.
 *
 * <p>It is asked by the Router and by what loads an image before it. A cache hit that is answered before the Router is never
 * counted and never shed; nor is a cached image shed that is stale, or small and not rendered in this view. Each waits for
 * nothing, and takes a part of its document at most beside what is cached anyway. Coalesced requests, which only wait for the
 * load of another one, do not count either; the single flight bounds them.
 */
public final class LoadShedder {
    private static final int AWAITED_PART = 4;

    private final ListenConfig settings;
    private final IntSupplier coalesced;
    private final AwaitedBodies bodies;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong shed = new AtomicLong();
    private volatile boolean isRejectingAll;

    /** Takes the limit, and how many of the requests in progress are coalesced; a quarter as many bodies may be awaited. */
    public LoadShedder(ListenConfig settings, IntSupplier coalesced) {
        this.settings = settings;
        this.bodies = new AwaitedBodies(Math.max(settings.maxRequests() / AWAITED_PART, 1));
        this.coalesced = coalesced;
    }

    /** Admits a request, whose end must be reported by {@link #onEnd}; returns false, for no such end, if it is shed. */
    boolean tryAdmit() {
        if (isRejectingAll) {
            shed.incrementAndGet();
            return false;
        }
        if (requests.incrementAndGet() - coalesced.getAsInt() <= settings.maxRequests()) {
            return true;
        }
        requests.decrementAndGet();
        shed.incrementAndGet();
        return false;
    }

    /** Returns whether the next request would be shed. */
    public boolean isFull() {
        return isRejectingAll || requests() >= settings.maxRequests();
    }

    /** Sheds all requests, or admits them again: the heap is full. */
    public void rejectAll(boolean isRejecting) {
        isRejectingAll = isRejecting;
    }

    /** Returns how many requests may wait for their body. */
    public int maxAwaitedBodies() {
        return bodies.max();
    }

    /** Returns whether all requests are shed. */
    public boolean isRejectingAll() {
        return isRejectingAll;
    }

    /** Takes the end of a request that was admitted. */
    void onEnd() {
        requests.decrementAndGet();
    }

    /** Returns the places of the requests whose body is awaited. */
    AwaitedBodies bodies() {
        return bodies;
    }

    /** Returns how many requests wait for their body. */
    public int awaitedBodies() {
        return bodies.awaited();
    }

    /** Returns how many requests were refused while they waited for their body, since the start. */
    public long displacedBodies() {
        return bodies.displaced();
    }

    /** Returns how many requests were shed, since the start. */
    public long shed() {
        return shed.get();
    }

    /** Returns how many requests are in progress, coalesced ones aside. */
    public int requests() {
        return Math.max(requests.get() - coalesced.getAsInt(), 0);
    }
}
