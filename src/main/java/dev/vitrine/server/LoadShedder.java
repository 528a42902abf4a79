package dev.vitrine.server;

import dev.vitrine.config.ListenConfig;
import dev.vitrine.model.Clocks;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Who is let in: so many connections, so many from one address, so many requests at work. One for all event loops; any
 * thread.
 *
 * <p>What is answered from memory at once is never counted and never refused: it costs less than the refusal would. Those
 * who do nothing but wait for what another request has asked for, the passengers, take nobody's place either; where they
 * wait they are counted, and bounded.
 */
public final class LoadShedder {
    private final ListenConfig settings;
    private final IntSupplier passengers;
    private final Unsent unsent;
    private final Patience patience;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean isRefusingAll;

    /** No longer than there are connections. */
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();

    /** Takes the limits, and how many of the requests in progress are passengers. */
    public LoadShedder(ListenConfig settings, IntSupplier passengers, Clocks time) {
        this.settings = settings;
        this.passengers = passengers;
        this.unsent = new Unsent(settings.limits().maxUnsent());
        this.patience =
                new Patience(settings.limits().writeTimeout(), settings.maxConnections(), connections::get, time);
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

    /** Takes a request that needs more than a look, unless too many are at work; then {@link #ended} must not be called. */
    boolean tryBegin() {
        if (isRefusingAll) {
            return false;
        }
        if (requests.incrementAndGet() - passengers.getAsInt() <= settings.maxRequests()) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Takes no request that needs more than a look, or takes them again: there is no memory for them. */
    public void refuseAll(boolean isRefusing) {
        isRefusingAll = isRefusing;
    }

    /** Takes the end of a request. */
    void ended() {
        requests.decrementAndGet();
    }

    /** Returns the account of what waits for clients. */
    Unsent unsent() {
        return unsent;
    }

    /** Returns how long clients may take nothing. */
    Patience patience() {
        return patience;
    }

    /** Returns how many bytes of answers wait for clients that do not take them. */
    public long unsentBytes() {
        return unsent.bytes();
    }

    /** Returns how many clients were cut off since they did not take their answers, and there was no room for more. */
    public long cutOff() {
        return unsent.cutOff();
    }

    /** Returns how many connections there are. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many connections were refused. */
    public long refused() {
        return refused.get();
    }

    /** Returns how many requests are at work. */
    public int requests() {
        return Math.max(requests.get() - passengers.getAsInt(), 0);
    }
}
