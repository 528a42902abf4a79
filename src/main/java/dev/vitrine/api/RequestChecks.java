package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.api.request.RequestedMicroversion;
import dev.vitrine.codec.metadata.MetadataOutcome;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ResponseTemplate.Links;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of a request, as handlers: each calls {@code next()}, or fails with the fault; and routes that begin with them. */
final class RequestChecks {
    static final Fault UNDECODABLE = Fault.badRequest("The path cannot be decoded.");
    static final Fault TOO_LARGE = Fault.tooLarge();

    private final ApiServices services;
    private final GatewayConfig config;
    private final LinkBuilder linkBuilder;

    RequestChecks(ApiServices services, LinkBuilder linkBuilder) {
        this.services = services;
        this.config = services.config();
        this.linkBuilder = linkBuilder;
    }

    /** Refuses a body that is declared longer than {@code listen.max-body}. */
    void checkDeclaredBody(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        if (request.context().declaresMoreThan(config.listen().limits().maxBody())) {
            ctx.fail(FaultException.closing(Check.DECLARED_BODY, TOO_LARGE));
        } else {
            ctx.next();
        }
    }

    /** Refuses an undecodable path outside the mounts; below one, {@link #notFound} does so after authentication. */
    void checkDecodable(RoutingContext ctx) {
        RequestPath path = ApiRequest.of(ctx).path();
        next(ctx, Check.PATH, path.wellFormed() || path.mount() != null ? null : UNDECODABLE);
    }

    /**
     * Compares what the Router has matched with {@link RequestPath}, which decides: {@code images/a%2Fb} matches the pattern of
     * an image, and names none.
     */
    void checkPath(RoutingContext ctx, ApiRoute matched) {
        if (ApiRequest.of(ctx).path().route() == matched) {
            ctx.next();
        } else {
            notFound(ctx);
        }
    }

    /** Reads the microversion, and refuses one that is malformed or not supported. */
    void readMicroversion(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        request.setMicroversion(
                RequestedMicroversion.of(request.path().mount(), request.context(), services.maxMicroversion()));
        next(ctx, Check.MICROVERSION, request.microversion().fault());
    }

    /** Refuses a project that is not the caller's, then a route that this microversion no longer has. */
    void checkProjectAndVersion(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        Fault refusal = request.refusal(request.caller().identity());
        boolean hasEnded = refusal != null && refusal.status() == 404;
        next(ctx, hasEnded ? Check.END_OF_API : Check.PROJECT, refusal);
    }

    /** Refuses a body that is parsed and wrong. */
    void checkContent(RoutingContext ctx) {
        MetadataOutcome body = ApiRequest.of(ctx).body();
        next(ctx, Check.CONTENT, body instanceof MetadataOutcome.Refused refused ? refused.fault() : null);
    }

    /** Refuses a request whose links cannot name a host; also where the response has no links. */
    void checkHost(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        Links links = linkBuilder.links(
                request.context(),
                request.path(),
                ApiRequest.project(request.caller().identity()));
        if (links != null) {
            request.setLinks(links);
        }
        next(ctx, Check.HOST, links == null ? LinkBuilder.NO_HOST : null);
    }

    /** Refuses what leads nowhere. */
    void notFound(RoutingContext ctx) {
        boolean isWellFormed = ApiRequest.of(ctx).path().wellFormed();
        ctx.fail(new FaultException(Check.PATH, isWellFormed ? Fault.notFound() : UNDECODABLE));
    }

    private static void next(RoutingContext ctx, Check check, @Nullable Fault fault) {
        if (fault == null) {
            ctx.next();
        } else {
            ctx.fail(new FaultException(check, fault));
        }
    }

    /** Returns what adds routes that begin with these checks to a router. */
    Routes routes(Router router) {
        return new Routes(router);
    }

    /** Adds routes that begin with the checks, in Nova's order. */
    final class Routes {
        private final Router router;

        private Routes(Router router) {
            this.router = router;
        }

        Route read(ApiRoute to) {
            return withoutBody(to, HttpMethod.GET, HttpMethod.HEAD);
        }

        Route bodilessWrite(ApiRoute to, HttpMethod method) {
            return withoutBody(to, method);
        }

        Route bodyWrite(ApiRoute to, Handler<RoutingContext> body, HttpMethod... methods) {
            return begin(to, methods)
                    .handler(body)
                    .handler(RequestChecks.this::checkProjectAndVersion)
                    .handler(RequestChecks.this::checkContent)
                    .handler(RequestChecks.this::checkHost);
        }

        private Route withoutBody(ApiRoute to, HttpMethod... methods) {
            return begin(to, methods)
                    .handler(RequestChecks.this::checkProjectAndVersion)
                    .handler(RequestChecks.this::checkHost);
        }

        /** Adds a route with the checks that come before any of the project. */
        Route begin(ApiRoute to, HttpMethod... methods) {
            Route route = route(to);
            for (HttpMethod method : methods) {
                route.method(method);
            }
            return route.handler(ctx -> checkPath(ctx, to)).handler(RequestChecks.this::readMicroversion);
        }

        void addMethodNotAllowed(ApiRoute to) {
            route(to)
                    .handler(ctx -> checkPath(ctx, to))
                    .handler(ctx -> ctx.fail(
                            new FaultException(Check.METHOD, Fault.badMethod(), Map.of("Allow", to.allowed()))));
        }

        private Route route(ApiRoute to) {
            return router.routeWithRegex(to.pattern(mount -> mount.takesSuffix(config)))
                    .useNormalizedPath(false)
                    .setName(to.template());
        }
    }
}
