package dev.vitrine.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of answers wait for their clients in our memory: so many in all. When there are more, whoever has most of
 * them is cut off, so that nobody who takes what he asked for is in danger for others. What is little is not counted. One
 * for all event loops; any thread.
 */
final class Unsent {
    /** What the platform itself takes before it calls a connection not writable. */
    private static final long LITTLE = 64 << 10;

    private final long most;
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final ConcurrentMap<Holder, Long> holders = new ConcurrentHashMap<>();

    /** A connection for whose client something waits. */
    interface Holder {
        /** Ends the connection, soon. Any thread. */
        void cutOff();
    }

    Unsent(long most) {
        this.most = most;
    }

    /** Takes how much waits for a connection now; one that has ended must be told to have none. */
    void holds(Holder holder, long bytes) {
        long counted = bytes < LITTLE ? 0 : bytes;
        Long before = counted == 0 ? holders.remove(holder) : holders.put(holder, counted);
        long sum = all.addAndGet(counted - (before == null ? 0 : before));
        if (sum > most && counted > 0) {
            cutOffTheLargest();
        }
    }

    private void cutOffTheLargest() {
        holders.entrySet().stream().max(Map.Entry.comparingByValue()).ifPresent(largest -> {
            // Its end is soon enough for not being counted any more, nor cut off twice.
            if (holders.remove(largest.getKey(), largest.getValue())) {
                all.addAndGet(-largest.getValue());
                cutOff.incrementAndGet();
                largest.getKey().cutOff();
            }
        });
    }

    /** Returns what waits for all, as far as it is counted. */
    long bytes() {
        return all.get();
    }

    /** Returns how many times somebody was cut off for it. */
    long cutOff() {
        return cutOff.get();
    }
}
