package dev.vitrine.server;

/**
 * Whether a client stands still: takes so little for so many looks that there is no more {@link Patience} with it. What is
 * little does not count, lest one that takes a byte now and then has for ever. For one event loop.
 */
final class Standstill {
    /** What must be taken within the time. */
    static final int LEAST_BYTES = 16 << 10;

    private final Patience patience;
    private long taken;
    private int looks;

    Standstill(Patience patience) {
        this.patience = patience;
    }

    /** The time begins anew. */
    void begin() {
        taken = 0;
        looks = 0;
    }

    /** Takes how many bytes more were taken at the next look; returns whether it has lasted too long. */
    boolean isTooLong(long more) {
        taken += more;
        looks++;
        if (taken >= LEAST_BYTES) {
            begin();
        }
        return looks >= patience.looks();
    }
}
