package dev.vitrine.management;

import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Liveness and readiness; not {@code vertx-health-check}, whose response is a document of its own form ({@code status},
 * {@code checks}, {@code outcome}; 204 without checks) where oslo.middleware's clients read {@code OK} and operators
 * {@code "ready": true}.
 *
 * <pre>
 *   /livez         200 while event loops run; asks no other service
 *   /readyz        200 if the gateway is ready to serve requests, else 503; reasons as JSON
 *   /healthcheck   200 OK in the form of oslo.middleware; 503 while the gateway drains
 * </pre>
 */
public final class HealthHandler implements ManagementResource {
    private final GatewayHealth health;

    /** Makes the handler of this gateway's health. */
    public HealthHandler(GatewayHealth health) {
        this.health = health;
    }

    /** {@inheritDoc} Health needs no token: probes have none. */
    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/livez")
                .read(context -> Responses.text(context, 200, "OK"))
                .end();
        ExactPath.of(router, "/readyz").read(this::readiness).end();
        ExactPath.of(router, "/healthcheck").read(this::healthcheck).end();
    }

    private void healthcheck(RoutingContext context) {
        boolean isDraining = health.isDraining();
        Responses.text(context, isDraining ? 503 : 200, isDraining ? "DRAINING" : "OK");
    }

    private void readiness(RoutingContext context) {
        health.unready()
                .onSuccess(reasons ->
                        Responses.json(context, reasons.isEmpty() ? 200 : 503, document(reasons, health.degraded())))
                .onFailure(context::fail);
    }

    /** Written by hand, with spaces: scripts search the text for {@code "ready": true}. */
    private static String document(List<String> reasons, List<String> degraded) {
        return "{\"ready\": " + reasons.isEmpty() + ", \"reasons\": " + array(reasons) + ", \"degraded\": "
                + array(degraded) + "}";
    }

    private static String array(List<String> sentences) {
        return sentences.stream().map(Json::encode).collect(Collectors.joining(", ", "[", "]"));
    }
}
