package dev.vitrine.server;

import dev.vitrine.config.ListenConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Who is let in: so many requests at work. One for all event loops; any thread.
 *
 * <p>What is answered from memory at once is never counted and never refused: it costs less than the refusal would. Those
 * who do nothing but wait for what another request has asked for, the passengers, take nobody's place either; where they
 * wait they are counted, and bounded.
 */
public final class LoadShedder {
    private final ListenConfig settings;
    private final IntSupplier passengers;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean isRefusingAll;

    /** Takes the limits, and how many of the requests in progress are passengers. */
    public LoadShedder(ListenConfig settings, IntSupplier passengers) {
        this.settings = settings;
        this.passengers = passengers;
    }

    /** Takes a request that needs more than a look, unless too many are at work; then {@link #ended} must not be called. */
    boolean tryBegin() {
        if (isRefusingAll) {
            return false;
        }
        if (requests.incrementAndGet() - passengers.getAsInt() <= settings.maxRequests()) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Takes no request that needs more than a look, or takes them again: there is no memory for them. */
    public void refuseAll(boolean isRefusing) {
        isRefusingAll = isRefusing;
    }

    /** Takes the end of a request. */
    void ended() {
        requests.decrementAndGet();
    }

    /** Returns how many requests are at work. */
    public int requests() {
        return Math.max(requests.get() - passengers.getAsInt(), 0);
    }
}
