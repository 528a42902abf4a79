package dev.vitrine.client;

import static java.util.Objects.requireNonNull;

import dev.vitrine.async.Timeouts;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the host names of a service's endpoints: anew when the TTL of a DNS record has ended, and at once after a connection
 * could not be opened. Any event loop; none ever waits.
 *
 * <p>The Web Client resolves a name once and keeps the address for as long as there are requests to it. With the address given,
 * its pool has connections to that address alone: those to a former one are used no more, and close when they are idle.
 *
 * <p>While there is no answer, the address that was found last is used (RFC 8767). Before there ever was one, the platform
 * resolves the name.
 */
final class HostResolver {
    private static final Logger LOG = LoggerFactory.getLogger(HostResolver.class);

    /** How long no other question follows one without an answer. */
    private static final Duration HOLD = Duration.ofSeconds(5);

    /** How soon after another time the records are discarded again. */
    private static final Duration MIN_DISCARD_INTERVAL = Duration.ofSeconds(1);

    /** Names at most: those of the endpoints, and of some that Keystone's catalogue has named before. */
    private static final int MAX_NAMES = 256;

    /** How long an address that was found is one of the name's: each of several is found in it, if their TTL is a short one. */
    private static final Duration SAME_HOST = Duration.ofMinutes(1);

    /** Of one name. */
    private static final int MAX_ADDRESSES = 64;

    private final Vertx vertx;
    private final Duration timeout;
    private final Consumer<String> onMoved;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    /** Holds the records until their TTL ends; none at first, and when they are discarded. */
    private final AtomicReference<@Nullable DnsClient> records = new AtomicReference<>();

    private final AtomicLong discardedNanos = new AtomicLong(System.nanoTime() - MIN_DISCARD_INTERVAL.toNanos());

    /**
     * Asks nothing yet.
     *
     * @param timeout for one name
     * @param onMoved gets each name that has an address that it did not have in the last minute
     */
    HostResolver(Vertx vertx, Duration timeout, Consumer<String> onMoved) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.onMoved = onMoved;
    }

    /** One name. */
    private static final class Host {
        /** When each address was found last. */
        private final Map<String, Long> foundNanos = new HashMap<>();

        private @Nullable String address;
        private volatile long heldUntilNanos = System.nanoTime();

        synchronized @Nullable String address() {
            return address;
        }

        /**
         * Takes an address that was found; returns the one before it if the name has moved, else null. It has not if the address was
         * found a short time ago, too: of several addresses, name servers answer with ever another one first.
         */
        synchronized @Nullable String moveTo(String found) {
            long now = System.nanoTime();
            foundNanos.values().removeIf(nanos -> now - nanos > SAME_HOST.toNanos());
            if (foundNanos.size() >= MAX_ADDRESSES && !foundNanos.containsKey(found)) {
                foundNanos.clear();
            }
            boolean isKnown = foundNanos.put(found, now) != null;
            String former = address;
            address = found;
            return isKnown || found.equals(former) ? null : former;
        }

        boolean isHeld() {
            return System.nanoTime() - heldUntilNanos < 0;
        }

        void hold(Duration time) {
            heldUntilNanos = System.nanoTime() + time.toNanos();
        }
    }

    /** Returns whether this is an IP address, which needs no resolver. */
    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /**
     * Returns the IP address of a name, or the name if the platform is to resolve it. The future never fails.
     *
     * @param most how long this may take; the resolver's own timeout if that is shorter
     */
    Future<String> address(String name, Duration most) {
        if (hosts.size() >= MAX_NAMES) {
            hosts.keySet().retainAll(Set.of(name));
        }
        Host host = hosts.computeIfAbsent(name, first -> new Host());
        if (host.isHeld()) {
            return Future.succeededFuture(lastAddress(host, name));
        }
        long discarded = discardedNanos.get();
        Future<String> found = client().compose(dns -> dns.lookup(name)).map(address -> {
            String former = host.moveTo(requireNonNull(address));
            if (former != null) {
                LOG.info("{} has moved from {} to {}", name, former, address);
                onMoved.accept(name);
            }
            return address;
        });
        return Timeouts.within(vertx, timeout.compareTo(most) < 0 ? timeout : most, found)
                .otherwise(none -> {
                    // A question that was under way while the records were discarded says nothing of the name server.
                    if (discarded == discardedNanos.get()) {
                        host.hold(HOLD);
                    }
                    return lastAddress(host, name);
                });
    }

    private static String lastAddress(Host host, String name) {
        String last = host.address();
        return last == null ? name : last;
    }

    /** Discards all records, since no connection could be opened to an address: once a second at most. */
    void discard() {
        long now = System.nanoTime();
        long last = discardedNanos.get();
        if (now - last >= MIN_DISCARD_INTERVAL.toNanos() && discardedNanos.compareAndSet(last, now)) {
            close();
            hosts.values().forEach(host -> host.hold(Duration.ZERO));
        }
    }

    Future<Void> close() {
        DnsClient open = records.getAndSet(null);
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** A new client reads files: the system's hosts and name servers. */
    private Future<DnsClient> client() {
        DnsClient open = records.get();
        return open == null ? vertx.executeBlocking(this::open, false) : Future.succeededFuture(open);
    }

    /** For workers only, which may wait for each other. */
    private synchronized DnsClient open() {
        DnsClient open = records.get();
        if (open == null) {
            open = vertx.createDnsClient(new DnsClientOptions().setQueryTimeout(timeout.toMillis()));
            records.set(open);
        }
        return open;
    }
}
