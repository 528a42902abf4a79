package dev.vitrine.nova;

import dev.vitrine.client.EndpointState;
import dev.vitrine.client.ProxyTransport;
import dev.vitrine.config.NovaConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Microversion;
import dev.vitrine.server.AwaitedBodies;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The Compute service behind the gateway; one for all event loops. */
public final class Nova {
    private static final int AWAITED_PART = 4;

    private final Vertx vertx;
    private final NovaConfig config;
    private final ProxyTransport transport;
    private final NovaVersion version;
    private final ForwardedFields forwarded = new ForwardedFields();

    /** Requests whose body the client is still sending: bodies that never come must not take all places. */
    private final AwaitedBodies bodies;

    /**
     * Calls nothing yet.
     *
     * @param maximum the highest microversion of the images API as long as Nova's own is not known, or is not to be asked for
     */
    public Nova(Vertx vertx, NovaConfig config, ProxyTransport transport, Microversion maximum) {
        this.vertx = vertx;
        this.config = config;
        this.transport = transport;
        this.bodies = new AwaitedBodies(Math.max(config.maxConnections() / AWAITED_PART, 1));
        this.version = new NovaVersion(vertx, transport, maximum);
    }

    /** Begins to ask for Nova's highest microversion, if it is to be the images API's. */
    public void start() {
        if (config.hasMaximum()) {
            version.start();
        }
    }

    /** Returns the highest microversion of the images API. Any thread. */
    public Microversion maxMicroversion() {
        return version.maximum();
    }

    /**
     * Returns what passes requests on, for one event loop.
     *
     * @param writer writes the responses
     * @param isFull whether the heap is nearly exhausted: then every request is refused
     * @param refusal responds with a fault in the client's format
     */
    public Handler<RequestContext> handler(
            ResponseWriter writer, BooleanSupplier isFull, BiConsumer<RequestContext, Fault> refusal) {
        return new PassThrough(this, writer, isFull, refusal);
    }

    Vertx vertx() {
        return vertx;
    }

    NovaConfig config() {
        return config;
    }

    /** Returns how calls to each of Nova's endpoints ended. Any thread. */
    public List<EndpointState> endpoints() {
        return transport.endpoints();
    }

    ProxyTransport transport() {
        return transport;
    }

    AwaitedBodies bodies() {
        return bodies;
    }

    ForwardedFields forwarded() {
        return forwarded;
    }

    /** Closes all connections. */
    public Future<Void> close() {
        version.stop();
        return transport.close();
    }
}
