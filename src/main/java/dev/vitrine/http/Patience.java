package dev.vitrine.http;

import dev.vitrine.model.Time;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a client may take nothing of what it asked for: as long as is set, and half of that in a crowd, where each that
 * stands still is in others' way. A crowd is more than a tenth of the connections that are allowed; who came with it is
 * judged by it, too, when others have gone already. One for all event loops; any thread.
 */
final class Patience {
    /** What is taken counts only if it is so much within the time: who takes a byte now and then would have for ever. */
    static final int LEAST_BYTES = 16 << 10;

    private static final int LOOKS = 8;

    private final Duration usual;
    private final int crowd;
    private final Time time;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean isShort;

    /** When there was a crowd, if it is short. */
    private volatile long crowdNanos;

    /** A connection. */
    interface Client {
        /** Has the system be so patient from now on with what it holds for the client. Any thread. */
        void holdsFor(Duration time);
    }

    /** Takes the usual time, and how many connections are allowed. */
    Patience(Duration usual, int maxConnections, Time time) {
        this.usual = usual;
        this.crowd = maxConnections / 10;
        this.time = time;
    }

    /** Takes a connection, for which the system has the usual patience so far. */
    void begins(Client client) {
        clients.add(client);
        if (isShort) {
            client.holdsFor(now());
        }
    }

    /** Takes the end of a connection. */
    void ends(Client client) {
        clients.remove(client);
    }

    /** Takes how many connections there are now. */
    void connections(int number) {
        if (number > crowd) {
            crowdNanos = time.nanos();
            if (!isShort) {
                change(true);
            }
        } else if (isShort && time.nanos() - crowdNanos > usual.toNanos()) {
            change(false);
        }
    }

    private synchronized void change(boolean toShort) {
        if (isShort != toShort) {
            isShort = toShort;
            clients.forEach(client -> client.holdsFor(now()));
        }
    }

    private Duration now() {
        return isShort ? usual.dividedBy(2) : usual;
    }

    /** Returns how long to wait until it is looked anew whether a client has taken something. */
    Duration betweenLooks() {
        return usual.dividedBy(LOOKS);
    }

    /** Returns after how many looks that saw less than the {@link #LEAST_BYTES} the client is cut off. */
    int looks() {
        return isShort ? LOOKS / 2 : LOOKS;
    }
}
