package dev.vitrine.server.netty;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.listen.ListenConfig.Proxies;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits the client connections: in all, per address, and the bytes of responses that clients do not read. One for all
 * event loops; any thread.
 */
public final class ConnectionLimiter {
    private final int maxConnections;
    private final int maxPerAddress;
    private final Proxies proxies;
    private final Duration writeTimeout;
    private final Clocks clocks;
    private final UnsentLimiter unsent;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** Until when, by the monotonic clock, the gateway counts as having many connections although it has no longer. */
    private volatile long manyUntilNanos;

    /** Has at most as many entries as there are connections. */
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();

    /** Takes the limits. */
    public ConnectionLimiter(ListenConfig config, Clocks clocks) {
        this.maxConnections = config.maxConnections();
        this.maxPerAddress = config.maxConnectionsPerAddress();
        this.proxies = config.proxies();
        this.writeTimeout = config.limits().writeTimeout();
        this.clocks = clocks;
        this.unsent = new UnsentLimiter(config.limits().maxUnsent());
        this.manyUntilNanos = clocks.nanos();
    }

    /** Returns how many connections may be open. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Returns the proxies in front. */
    Proxies proxies() {
        return proxies;
    }

    /**
     * Counts a connection; returns false, and counts a refusal only, if that exceeds a limit.
     *
     * @param address where it comes from; null for a trusted proxy, for which only the limit of all connections holds
     */
    boolean tryConnect(@Nullable String address) {
        int all = connections.incrementAndGet();
        int ofAddress = address == null ? 0 : addresses.merge(address, 1, Integer::sum);
        boolean isWithin = all <= maxConnections && ofAddress <= maxPerAddress;
        if (!isWithin) {
            refused.incrementAndGet();
            disconnected(address);
        }
        return isWithin;
    }

    /**
     * Counts a connection that was counted without an address for the one that its proxy names; returns false, and counts a
     * refusal only, if that exceeds the limit of an address.
     */
    boolean tryAddress(String address) {
        boolean isWithin = addresses.merge(address, 1, Integer::sum) <= maxPerAddress;
        if (!isWithin) {
            refused.incrementAndGet();
            leave(address);
        }
        return isWithin;
    }

    /** Counts a connection that is refused for its address, whatever the limits. */
    void refuse() {
        refused.incrementAndGet();
    }

    private void leave(String address) {
        addresses.computeIfPresent(address, (same, number) -> number == 1 ? null : number - 1);
    }

    /** Counts the end of a connection that was counted, under its address if it was counted under one. */
    void disconnected(@Nullable String address) {
        if (address != null) {
            leave(address);
        }
        if (isMany(connections.getAndDecrement())) {
            manyUntilNanos = clocks.nanos() + writeTimeout.toNanos();
        }
    }

    /**
     * Returns whether more than a tenth of the allowed connections are open, or were within the last write timeout: those
     * that came in a burst are all treated alike.
     */
    boolean hasManyConnections() {
        return isMany(connections.get()) || clocks.nanos() - manyUntilNanos < 0;
    }

    private boolean isMany(int number) {
        return number > maxConnections / 10;
    }

    /** Returns the limiter of unsent bytes. */
    UnsentLimiter unsent() {
        return unsent;
    }

    /** Returns how many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many connections the gateway refused. */
    public long refused() {
        return refused.get();
    }

    /** Returns how many bytes of responses wait for clients that do not read them. */
    public long unsentBytes() {
        return unsent.bytes();
    }

    /** Returns how many connections the gateway closed since the unsent bytes exceeded their limit. */
    public long closedForUnsent() {
        return unsent.closed();
    }
}
