package dev.vitrine.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of answers wait for their clients in our memory: so many in all, and of one connection no more than that
 * leaves free. So one slow client may have half of it, of many each has less, and there is always room for the next one.
 * One for all event loops; any thread.
 */
final class Unsent {
    private final long most;
    private final AtomicLong all = new AtomicLong();

    Unsent(long most) {
        this.most = most;
    }

    /** Takes what waits for a connection now in place of what did before; returns whether that is more than it may have. */
    boolean isTooMuch(long before, long now) {
        long sum = all.addAndGet(now - before);
        return now > before && now > most - sum;
    }

    /** Takes that nothing waits for a connection any more, of what did. */
    void forget(long before) {
        all.addAndGet(-before);
    }

    /** Returns what waits for all. */
    long bytes() {
        return all.get();
    }
}
