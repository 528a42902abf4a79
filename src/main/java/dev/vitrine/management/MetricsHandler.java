package dev.vitrine.management;

import dev.vitrine.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /metrics}: all metrics in Prometheus' text format, version 0.0.4, or, for a client that prefers it, in
 * OpenMetrics 1.0, which has exemplars. Requires the token where there is one.
 */
public final class MetricsHandler implements ManagementResource {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

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
        boolean isOpenMetrics = prefersOpenMetrics(context);
        vertx.executeBlocking(
                        () -> isOpenMetrics
                                ? Buffer.buffer(metrics.scrapeOpenMetrics())
                                : Buffer.buffer(metrics.scrape()),
                        false)
                .onSuccess(
                        body -> Responses.send(context.response(), 200, isOpenMetrics ? OPEN_METRICS_TYPE : TYPE, body))
                .onFailure(context::fail);
    }

    /** The first of those with the highest quality value decides; a type that is neither is passed over. */
    private static boolean prefersOpenMetrics(RoutingContext context) {
        for (MIMEHeader type : context.parsedHeaders().accept()) {
            boolean isOpenMetrics = OPEN_METRICS.equals(type.component() + "/" + type.subComponent());
            if (isOpenMetrics || !type.component().equals("application")) {
                return isOpenMetrics && type.weight() > 0;
            }
        }
        return false;
    }
}
