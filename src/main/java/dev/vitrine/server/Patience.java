package dev.vitrine.server;

import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How long a client may take nothing of what it asked for: as long as is set, and half of that in a crowd, where each that
 * stands still is in others' way. A crowd is more than a tenth of the connections that are allowed; who came with it is
 * judged by it, too, when others have gone already. One for all event loops; any thread.
 */
final class Patience {
    private static final int LOOKS = 8;

    private final Duration usual;
    private final int crowd;
    private final IntSupplier connections;
    private final Clocks time;

    /** When a crowd was last seen. */
    private volatile long crowdNanos;

    /** Takes the usual time, how many connections are allowed, and how many there are. */
    Patience(Duration usual, int maxConnections, IntSupplier connections, Clocks time) {
        this.usual = usual;
        this.crowd = maxConnections / 10;
        this.connections = connections;
        this.time = time;
        this.crowdNanos = time.nanos() - usual.toNanos();
    }

    /** Must be called after each connection that is opened or closed. */
    void connectionsChanged() {
        if (isCrowd()) {
            crowdNanos = time.nanos();
        }
    }

    private boolean isCrowd() {
        return connections.getAsInt() > crowd;
    }

    /** Returns whether it is half of the usual one now. */
    boolean isShort() {
        return isCrowd() || time.nanos() - crowdNanos < usual.toNanos();
    }

    /** Returns the write timeout while many connections are open, of the usual one. */
    static Duration inACrowd(Duration usual) {
        return usual.dividedBy(2);
    }

    /** Returns how long to wait until it is looked anew whether a client has taken something. */
    Duration betweenLooks() {
        return usual.dividedBy(LOOKS);
    }

    /** Returns after how many looks at one that stands still it is cut off. */
    int looks() {
        return isShort() ? LOOKS / 2 : LOOKS;
    }
}
