package dev.vitrine.keystone;

import dev.vitrine.async.Throttle;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.CatalogConfig;
import dev.vitrine.keystone.ServiceCatalog.Entry;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint of a service from Keystone's catalogue, as Nova finds Glance's. The catalogue comes with every token of the
 * gateway's own; when calls to the service fail, the gateway logs in anew for it, once in ten seconds at most.
 *
 * <p>A catalogue without the endpoint takes away none that is known: the last one is called as before. Any thread.
 */
public final class CatalogEndpoints implements ServiceClient.EndpointSource {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogEndpoints.class);

    /** How soon after a login another one is made for the catalogue. Each costs Keystone a check of the password. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    private final CatalogConfig config;
    private final Throttle throttle;
    private volatile Supplier<Future<Boolean>> login = () -> Future.succeededFuture(false);
    private volatile Runnable onMoved = () -> {};
    private volatile List<Endpoint> endpoints = List.of();
    private volatile String publicUrl = "";
    private volatile String problem;

    /** Knows no endpoint yet. */
    public CatalogEndpoints(CatalogConfig config, Clocks clocks) {
        this.config = config;
        this.throttle = new Throttle(MIN_INTERVAL, clocks::nanos);
        this.problem = "no endpoint for " + shown() + " known yet: no catalogue from Keystone";
    }

    /** Takes what logs in anew, which ends in {@link #onCatalog}; its future never fails. */
    void discoverBy(Supplier<Future<Boolean>> how) {
        login = how;
    }

    /** Takes what is run after an endpoint has taken the place of another one: that may be another service. */
    public void onMoved(Runnable action) {
        onMoved = action;
    }

    /** Logs in for a catalogue unless that was tried a moment ago; the future never fails. */
    public Future<Boolean> discover() {
        return throttle.tryPass() ? login.get() : Future.succeededFuture(false);
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public void onFailure() {
        discover();
    }

    /**
     * Returns how a URL of the service begins that clients can use: that of its public endpoint, without a version; empty while
     * none is known. The same text as long as it is the same.
     */
    public String publicUrl() {
        return publicUrl;
    }

    /** Returns what is wrong with the last catalogue, without quotes; empty if the endpoint is in it. */
    public String problem() {
        return problem;
    }

    /** Takes the catalogue that came with a token; null if there was none. */
    void onCatalog(@Nullable ServiceCatalog catalog) {
        throttle.restart();
        Entry found = catalog == null ? null : catalog.find(config);
        Endpoint endpoint = found == null ? null : found.endpoint();
        if (catalog == null || found == null || endpoint == null) {
            report("no endpoint for " + shown() + " in Keystone's catalogue: found " + found(catalog, found));
            return;
        }
        Entry forClients = catalog.publicOf(found);
        Endpoint shared = forClients == null ? null : forClients.endpoint();
        update(List.of(endpoint), shared == null ? "" : shared.toString(), found);
    }

    private String found(@Nullable ServiceCatalog catalog, @Nullable Entry unusable) {
        if (unusable != null) {
            return "a URL that cannot be called (" + unusable + ")";
        }
        return catalog == null ? "no catalogue" : catalog.found(config);
    }

    private String shown() {
        return ServiceCatalog.shown(config.toString());
    }

    private synchronized void report(String what) {
        if (!what.equals(problem)) {
            LOG.error("{}{}", what, endpoints.isEmpty() ? "" : "; the gateway goes on with " + endpoints);
        }
        problem = what;
    }

    private synchronized void update(List<Endpoint> found, String url, Entry entry) {
        boolean isNew = !found.equals(endpoints);
        boolean hasMoved = isNew && !endpoints.isEmpty();
        if (isNew) {
            endpoints = found;
        }
        if (hasMoved) {
            onMoved.run();
        }
        if (isNew || !url.equals(publicUrl)) {
            publicUrl = url;
            LOG.info("{} at {} ({}), from Keystone's catalogue", config.serviceType(), found.get(0), entry);
            if (url.isEmpty()) {
                LOG.warn(
                        "no public endpoint for {} in Keystone's catalogue: alternate links have no host; set"
                                + " links.glance-link-prefix",
                        config.serviceType());
            }
        }
        problem = "";
    }
}
