package dev.vitrine.server;

import dev.vitrine.config.ListenConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Admission control: bounds the requests in progress, those of all event loops together. Any thread.
 *
 * <p>It is asked by the Router only: a cache hit that is answered before the Router is never counted and never shed, since it
 * costs less than the 503 would. Coalesced requests, which only wait for the load of another one, do not count either; the
 * single flight bounds them.
 */
public final class LoadShedder {
    private final ListenConfig settings;
    private final IntSupplier coalesced;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean isRejectingAll;

    /** Takes the limit, and how many of the requests in progress are coalesced. */
    public LoadShedder(ListenConfig settings, IntSupplier coalesced) {
        this.settings = settings;
        this.coalesced = coalesced;
    }

    /** Admits a request, whose end must be reported by {@link #onEnd}; returns false, for no such end, if it is shed. */
    boolean tryAdmit() {
        if (isRejectingAll) {
            return false;
        }
        if (requests.incrementAndGet() - coalesced.getAsInt() <= settings.maxRequests()) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Sheds all requests, or admits them again: the heap is full. */
    public void rejectAll(boolean isRejecting) {
        isRejectingAll = isRejecting;
    }

    /** Takes the end of a request that was admitted. */
    void onEnd() {
        requests.decrementAndGet();
    }

    /** Returns how many requests are in progress, coalesced ones aside. */
    public int requests() {
        return Math.max(requests.get() - coalesced.getAsInt(), 0);
    }
}
