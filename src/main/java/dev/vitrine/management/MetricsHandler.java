package dev.vitrine.management;

import dev.vitrine.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /metrics}: all metrics in Prometheus' text format, version 0.0.4. Requires the token where there is one. */
public final class MetricsHandler implements ManagementResource {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Metrics metrics;

    /** Makes the handler; a scrape runs on a worker thread. */
    public MetricsHandler(Vertx vertx, Metrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/metrics")
                .guardedBy(auth::requireToken)
                .read(this::scrape)
                .end();
    }

    private void scrape(RoutingContext context) {
        vertx.executeBlocking(metrics::scrape, false)
                .onSuccess(text -> Responses.send(context.response(), 200, TYPE, text))
                .onFailure(context::fail);
    }
}
