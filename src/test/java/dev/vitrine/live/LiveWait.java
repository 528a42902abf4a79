package dev.vitrine.live;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Polling with a limit, which is all that can be done about processes that report nothing. */
final class LiveWait {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private LiveWait() {}

    /** True as soon as the condition holds, false if it does not within the limit. */
    static boolean until(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(INTERVAL);
        }
        return true;
    }

    static void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What to throw when interrupted; the thread's flag is set again. */
    static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", cause);
    }
}
