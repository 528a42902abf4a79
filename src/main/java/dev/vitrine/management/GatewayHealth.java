package dev.vitrine.management;

import io.vertx.core.Future;
import java.util.List;

/** The state of the gateway that health checks and the dashboard report. Any thread. */
public interface GatewayHealth {
    /**
     * Returns why a load balancer should send no requests here; empty if the gateway is ready. The future never fails.
     */
    Future<List<String>> unready();

    /** Returns what works with restrictions while the gateway is ready; empty if nothing. Does not block. */
    List<String> degraded();

    /** Returns whether the gateway is draining: it serves requests, and shuts down soon. */
    boolean isDraining();
}
