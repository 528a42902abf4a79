package dev.vitrine.async;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many of something there are at once, in all and by whose they are: of one owner there are three quarters at most.
 * Any thread; the lock is held for nanoseconds.
 *
 * <p>An owner is known here while there is something of it only, so that the number of those that are known is bounded.
 */
final class SharedLimit {
    private final int max;
    private final Map<String, Integer> byOwner = new HashMap<>();
    private int all;

    /** Takes how many there may be in all, 1 or more. */
    SharedLimit(int max) {
        this.max = max;
    }

    /**
     * Counts one more, which must be taken back by {@link #leave}; returns false, and counts nothing, if there are too many.
     *
     * @param owner whose it is; empty for the gateway's own, which only the whole bounds
     */
    synchronized boolean tryEnter(String owner) {
        int ofOwner = byOwner.getOrDefault(owner, 0);
        if (all >= max || (!owner.isEmpty() && ofOwner >= max / 4 * 3)) {
            return false;
        }
        all++;
        byOwner.put(owner, ofOwner + 1);
        return true;
    }

    /** Counts one less. */
    synchronized void leave(String owner) {
        all--;
        byOwner.computeIfPresent(owner, (same, number) -> number == 1 ? null : number - 1);
    }

    /** Returns how many there are. */
    synchronized int all() {
        return all;
    }
}
