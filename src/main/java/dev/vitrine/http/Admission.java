package dev.vitrine.http;

import dev.vitrine.config.ListenSettings;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is let in: so many connections, so many from one address, so many requests that have to wait for something. One for
 * all event loops; any thread.
 *
 * <p>What is answered from memory at once is never counted and never refused: it costs less than the refusal would.
 */
public final class Admission {
    private final ListenSettings settings;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** No longer than there are connections. */
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();

    /** Takes the limits. */
    public Admission(ListenSettings settings) {
        this.settings = settings;
    }

    /** Takes a connection from that address, unless there are too many; then {@link #disconnected} must not be called. */
    boolean tryConnect(String address) {
        int all = connections.incrementAndGet();
        int ofAddress = addresses.merge(address, 1, Integer::sum);
        boolean isWithin = all <= settings.maxConnections() && ofAddress <= settings.maxConnectionsPerAddress();
        if (!isWithin) {
            refused.incrementAndGet();
            disconnected(address);
        }
        return isWithin;
    }

    /** Takes the end of a connection. */
    void disconnected(String address) {
        connections.decrementAndGet();
        addresses.computeIfPresent(address, (same, number) -> number == 1 ? null : number - 1);
    }

    /** Takes a request that has to wait, unless too many do; then {@link #ended} must not be called. */
    boolean tryBegin() {
        if (requests.incrementAndGet() <= settings.maxRequests()) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Takes the end of a request. */
    void ended() {
        requests.decrementAndGet();
    }

    /** Returns how many connections there are. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many connections were refused. */
    public long refused() {
        return refused.get();
    }

    /** Returns how many requests wait. */
    public int requests() {
        return requests.get();
    }
}
