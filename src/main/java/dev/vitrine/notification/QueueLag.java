package dev.vitrine.notification;

import java.time.Duration;

/**
 * How far what was done is behind what came, by our own clock alone: hosts' clocks differ.
 *
 * <p>Now and then it is noted how many messages wait. When as many have been done, the last of them had waited since that
 * moment at the most. For one thread.
 */
final class QueueLag {
    private long done;
    private long mark;
    private long markedNanos;

    /** A message was done. */
    void done() {
        done++;
    }

    /** So many messages wait at this moment. Returns how long the oldest has waited at the least. */
    Duration look(long waiting, long nowNanos) {
        if (done >= mark) {
            mark = done + waiting;
            markedNanos = nowNanos;
        }
        return Duration.ofNanos(nowNanos - markedNanos);
    }
}
