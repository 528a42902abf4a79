package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.RequestedMicroversion;
import dev.vitrine.async.Timeouts;
import dev.vitrine.async.Timeouts.Timeout;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Loads images before the Router: those that {@link CacheHitHandler} was asked for by a request that has passed its checks, and
 * that are not cached, or not fresh, or not rendered in this view. The Router would add to the cost of each
 * (src/docs/decisions/0005-router-on-raw-paths.md).
 *
 * <p>Of the Router's chain it makes what is left: the check of the host, admission, deadline. A handler that is added there
 * belongs here, too. What is cached needs no admission: it is served while all else is shed, also stale and, if it is small,
 * in a view that it was not rendered in, and nothing is loaded for it. Faults are made by the Router's failure handler, the
 * response by the Router's {@link ShowImageHandler}. Runs on the event loop that read the request.
 */
final class CacheMissHandler {
    private final Vertx vertx;
    private final ShowImageHandler images;
    private final LinkBuilder linkBuilder;
    private final LoadShedder shedder;
    private final FaultHandler faults;
    private final Duration deadline;
    private final boolean hasCors;

    CacheMissHandler(
            Vertx vertx,
            GatewayConfig config,
            ShowImageHandler images,
            LinkBuilder linkBuilder,
            LoadShedder shedder,
            FaultHandler faults) {
        this.vertx = vertx;
        this.images = images;
        this.linkBuilder = linkBuilder;
        this.shedder = shedder;
        this.faults = faults;
        this.deadline = RequestDeadlines.of(config).read();
        this.hasCors = !config.cors().allowedOrigins().isEmpty();
    }

    /** Responds to a checked request for an image; returns false, and does nothing, if the request is for the Router. */
    boolean tryHandle(ApiRequest request) {
        if (request.path().route() != ApiRoute.IMAGE) {
            return false;
        }
        Links links = linkBuilder.links(request.context(), request.path(), ApiRequest.project(request.identity()));
        if (links == null) {
            return false;
        }
        request.setLinks(links);
        handle(request);
        return true;
    }

    private void handle(ApiRequest request) {
        RequestContext context = request.context();
        if (hasCors) {
            CorsGuard.varyWithOrigin(context.request().response());
        }
        request.setCaller(request.identity(), request.token(), null);
        Future<ApiResponse> cached = shedder.isFull() ? images.cachedResponse(request) : null;
        if (cached == null && !context.admit(shedder)) {
            // The Router sheds before it reads the microversion.
            request.setMicroversion(RequestedMicroversion.NONE);
            faults.respond(request, new FaultException(Check.LOAD_SHEDDING, Fault.unavailable()));
            return;
        }
        startDeadline(request);
        request.respond(cached != null ? cached : images.response(request), cause -> faults.respond(request, cause));
    }

    /** As the Router's {@code TimeoutHandler} and its end handlers: the client may also go before it has its response. */
    private void startDeadline(ApiRequest request) {
        Timeout timeout = Timeouts.start(
                vertx,
                deadline,
                () -> faults.respond(request, new FaultException(Check.DEADLINE, Fault.unavailable())));
        HttpServerResponse response = request.context().request().response();
        response.endHandler(end -> timeout.cancel());
        response.exceptionHandler(broken -> request.context().setGone());
        response.closeHandler(closed -> {
            request.context().setGone();
            timeout.cancel();
        });
    }
}
