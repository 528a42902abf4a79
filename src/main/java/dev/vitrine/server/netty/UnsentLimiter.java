package dev.vitrine.server.netty;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of responses that wait in RAM for clients that do not read them, of all connections together. When they
 * exceed the limit, the gateway aborts, of the address that has most, the connection that has most: neither a client with one
 * large response nor a proxy is in danger from an address whose many connections each have less. Less than 64 KiB of one
 * connection is not counted. One for all event loops; any thread.
 */
final class UnsentLimiter {
    /** As much as Netty by default buffers before it calls a connection not writable. */
    private static final long MIN_COUNTED = 64 << 10;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();
    private final ConcurrentMap<Holder, Long> holders = new ConcurrentHashMap<>();

    /** A connection that has unsent bytes. */
    interface Holder {
        /** Returns the address of the client. */
        String address();

        /** Ends the connection soon. Any thread. */
        void abort();
    }

    UnsentLimiter(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Sets how many unsent bytes a connection has; of one that has ended, none. */
    void set(Holder holder, long unsent) {
        long counted = unsent < MIN_COUNTED ? 0 : unsent;
        Long before = counted == 0 ? holders.remove(holder) : holders.put(holder, counted);
        long sum = bytes.addAndGet(counted - (before == null ? 0 : before));
        if (sum > maxBytes && counted > 0) {
            abortLargest();
        }
    }

    private void abortLargest() {
        Map<String, Long> byAddress = new HashMap<>();
        holders.forEach((holder, counted) -> byAddress.merge(holder.address(), counted, Long::sum));
        byAddress.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(largest -> abortLargest(largest.getKey()));
    }

    private void abortLargest(String address) {
        var ofAddress = holders.entrySet().stream()
                .filter(entry -> entry.getKey().address().equals(address));
        ofAddress.max(Map.Entry.comparingByValue()).ifPresent(largest -> {
            // No longer counted, although the connection ends a little later: so it is not aborted twice.
            if (holders.remove(largest.getKey(), largest.getValue())) {
                bytes.addAndGet(-largest.getValue());
                closed.incrementAndGet();
                largest.getKey().abort();
            }
        });
    }

    /** Returns the unsent bytes that are counted. */
    long bytes() {
        return bytes.get();
    }

    /** Returns how many connections were aborted. */
    long closed() {
        return closed.get();
    }
}
