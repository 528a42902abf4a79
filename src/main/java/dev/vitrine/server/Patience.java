package dev.vitrine.server;

import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    /** When a crowd was last seen. */
    private volatile long crowdNanos;

    private volatile boolean isToldShort;

    /** A connection, for which the system holds something, too. */
    interface Client {
        /** The time is another one now. Any thread. */
        void patienceChanged();
    }

    /** Takes the usual time, how many connections are allowed, and how many there are. */
    Patience(Duration usual, int maxConnections, IntSupplier connections, Clocks time) {
        this.usual = usual;
        this.crowd = maxConnections / 10;
        this.connections = connections;
        this.time = time;
        this.crowdNanos = time.nanos() - usual.toNanos();
    }

    /** Takes a connection, for which the system has the usual patience so far. */
    void begins(Client client) {
        clients.add(client);
        if (isShort()) {
            client.patienceChanged();
        }
        look();
    }

    /** Takes the end of a connection. */
    void ends(Client client) {
        clients.remove(client);
        look();
    }

    /** When a crowd is over, the system is told by whoever comes or goes next. */
    private void look() {
        if (isCrowd()) {
            crowdNanos = time.nanos();
        }
        if (isShort() != isToldShort) {
            tell();
        }
    }

    private synchronized void tell() {
        boolean isShort = isShort();
        if (isShort != isToldShort) {
            isToldShort = isShort;
            clients.forEach(Client::patienceChanged);
        }
    }

    private boolean isCrowd() {
        return connections.getAsInt() > crowd;
    }

    private boolean isShort() {
        return isCrowd() || time.nanos() - crowdNanos < usual.toNanos();
    }

    /** Returns how long it is now. */
    Duration now() {
        return isShort() ? usual.dividedBy(2) : usual;
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
