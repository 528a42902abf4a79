package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.ListRequestCache;
import dev.vitrine.api.request.PathSegments;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.model.Fault;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import org.jspecify.annotations.Nullable;

/**
 * The images API on one event loop: cache hits first, then images to be loaded, then vertx-web's Router with the checks in Nova's
 * order.
 *
 * <pre>
 *   RequestContext ─► valid authority? ─► CacheHitHandler ── hit ──► ResponseWriter
 *                                              │ another image, all checks passed ──► CacheMissHandler
 *                                              │ anything else ── not the images API, with nova.api-servers ──► Nova
 *                                              ▼
 *   request ─► CORS ─► load shedding ─► deadline ─► declared body size ─► decodable path ─► version documents ─► OPTIONS
 *     ─► hold body ─► authentication
 *     ─► per route and method: path ─► microversion ─► body ─► project, route in this microversion ─► content ─► host
 *     ─► operation
 *   any failed check, any exception ─► FaultHandler; failures of Glance are responses of the operations (FaultMapper)
 * </pre>
 *
 * <p>Routes are regular expressions over the raw path, without groups, so that the Router neither normalizes nor decodes
 * anything: {@link RequestPath} does that, once and strictly. A path that is written in an unusual way, with escapes or
 * doubled slashes, is routed once more in its canonical form.
 */
public final class ApiRouter implements Handler<RequestContext> {
    private static final Fault SEVERAL_HOSTS = Fault.badRequest("There are several Host headers.");
    private static final String SERVER_METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

    private final GatewayConfig config;
    private final LoadShedder shedder;
    private final ResponseWriter writer;
    private final ListRequestCache listRequests;
    private final @Nullable CacheHitHandler cacheHits;
    private final CacheMissHandler cacheMisses;
    private final DiscoveryHandler discovery;
    private final FaultHandler faults = new FaultHandler();
    private final ShowImageHandler showImage;
    private final RequestChecks checks;
    private final Router router;
    private final RequestChecks.Routes routes;

    /** Passes on what is not for the images API; null if that is not passed on. */
    private final @Nullable Handler<RequestContext> nova;

    /**
     * Hands the request over to {@link #enter}: {@link Router#handle} takes the platform's request only, and runs its first
     * handler at once, on the same event loop. Null but in between, so also when {@code enter} runs again after a reroute.
     */
    private @Nullable ApiRequest entering;

    /** The last Host header that was valid; clients nearly always name the same one. */
    private @Nullable String validHost;

    /**
     * Makes the routes.
     *
     * @param services what the operations are made of
     * @param shedder admits requests to the Router
     * @param writer writes all responses
     */
    public ApiRouter(Vertx vertx, ApiServices services, LoadShedder shedder, ResponseWriter writer) {
        this(vertx, services, shedder, writer, true);
    }

    /** Takes whether cache hits are answered before the Router; a test compares both ways. */
    ApiRouter(Vertx vertx, ApiServices services, LoadShedder shedder, ResponseWriter writer, boolean withCacheHits) {
        this.config = services.config();
        this.shedder = shedder;
        this.writer = writer;
        LinkBuilder linkBuilder = new LinkBuilder(config.links(), services.glanceUrl());
        this.discovery = new DiscoveryHandler(linkBuilder, config.maxMicroversion());
        this.listRequests =
                new ListRequestCache(config.api().maxLimit(), config.glance().baseProperties());
        this.cacheHits = withCacheHits ? new CacheHitHandler(services, writer, linkBuilder, listRequests) : null;
        this.showImage = new ShowImageHandler(services.images());
        this.cacheMisses = new CacheMissHandler(vertx, config, showImage, linkBuilder, shedder, faults);
        this.checks = new RequestChecks(services, linkBuilder);
        this.nova = services.nova() == null
                ? null
                : services.nova().handler(writer, shedder::isRejectingAll, this::refusePassedOn);
        this.router = Router.router(vertx);
        this.routes = checks.routes(router);
        addRoutes(vertx, services);
    }

    @Override
    public void handle(RequestContext context) {
        try {
            ApiResponse refusal = refusal(context);
            if (refusal != null) {
                writer.write(context, refusal);
            } else if (cacheHits == null || !tryHandle(context, cacheHits)) {
                route(context);
            }
        } catch (RuntimeException | Error bug) {
            faults.respond(new ApiRequest(config, writer, context), bug);
        }
    }

    /** Handles what needs no Router to be checked; returns false for the rest. */
    private boolean tryHandle(RequestContext context, CacheHitHandler hits) {
        ApiRequest checked = hits.checked(context);
        ApiResponse hit = checked == null ? null : hits.respond(checked);
        if (hit != null) {
            writer.write(context, hit);
        }
        return hit != null || (checked != null && cacheMisses.tryHandle(checked));
    }

    private void route(RequestContext context) {
        ApiResponse withoutPath = withoutPath(context);
        if (withoutPath != null) {
            writer.write(context, withoutPath);
            return;
        }
        ApiRequest request = new ApiRequest(config, writer, context);
        if (nova != null && !request.path().leadsToImages()) {
            nova.handle(context);
            return;
        }
        entering = request;
        router.handle(context.request());
    }

    /** Returns the response to what must not be routed; null for the rest. */
    private @Nullable ApiResponse refusal(RequestContext context) {
        Fault refusal = context.refusal();
        if (refusal != null) {
            return refuse(context, Check.FRAMING, refusal);
        }
        if (!isValidAuthority(context)) {
            Fault fault = context.hasSeveralHosts() ? SEVERAL_HOSTS : LinkBuilder.NO_HOST;
            return refuse(context, Check.AUTHORITY, fault);
        }
        // Over HTTP/1 the decoder has refused it. A list is cached under the words of its query.
        if (context.uri().length() > config.listen().limits().maxRequestLine()) {
            return refuse(context, Check.TARGET_LENGTH, Fault.unreadable(414));
        }
        return null;
    }

    private ApiResponse refuse(RequestContext context, Check check, Fault fault) {
        context.setRefusedBy(check.word());
        return new ApiRequest(config, writer, context).fault(fault);
    }

    /** What the client still sends of a body is not read to its end. */
    private void refusePassedOn(RequestContext context, Fault fault) {
        ApiResponse response = refuse(context, Check.PASS_THROUGH, fault);
        boolean hasBody = context.header(HttpHeaders.CONTENT_LENGTH) != null
                || context.header(HttpHeaders.TRANSFER_ENCODING) != null;
        writer.write(context, hasBody ? response.with("Connection", "close") : response);
    }

    private boolean isValidAuthority(RequestContext context) {
        String host = context.hostHeader();
        if (host != null && host.equals(validHost)) {
            return true;
        }
        boolean isValid = context.hasValidAuthority();
        if (isValid && host != null) {
            validHost = host;
        }
        return isValid;
    }

    /**
     * Returns the response to what has no path to route; null for the rest. An absolute URL without a path is the root; an
     * asterisk asks about the server, and for OPTIONS only (RFC 9112, 3.2.4).
     */
    private @Nullable ApiResponse withoutPath(RequestContext context) {
        boolean isRoot = context.rawPath().isEmpty() && !context.method().equals(HttpMethod.CONNECT);
        if (context.rawPath().startsWith("/") || (nova != null && isRoot)) {
            return null;
        }
        ApiRequest request = new ApiRequest(config, writer, context);
        if (!context.rawPath().equals("*")) {
            return discovery.root(request);
        }
        return context.method().equals(HttpMethod.OPTIONS)
                ? ApiResponse.nothing().with("Allow", SERVER_METHODS)
                : refuse(context, Check.PATH, RequestChecks.UNDECODABLE);
    }

    /** In the order of the checks. */
    private void addRoutes(Vertx vertx, ApiServices services) {
        router.route().handler(this::enter);
        if (!config.cors().allowedOrigins().isEmpty()) {
            router.route().handler(new CorsGuard(config.cors())).handler(CorsGuard::varyWithOrigin);
        }
        router.route().handler(this::shedLoad);
        router.route().handler(RequestDeadlines.of(config).handler());
        router.route().handler(checks::checkDeclaredBody).handler(checks::checkDecodable);
        discovery.addRoutes(router);
        router.options().handler(this::options);
        router.route().handler(this::holdBody);
        router.route()
                .handler(SimpleAuthenticationHandler.create().authenticate(new TokenAuthenticator(services.tokens())));
        addDiscoveryRoutes();
        addImageRoutes(services);
        addMetadataRoutes(
                services, new MetadataBodyHandler(vertx, config.listen().limits(), services.budget()));
        router.route().handler(checks::notFound);
        router.route().failureHandler(faults);
    }

    private void enter(RoutingContext ctx) {
        ApiRequest request = entering;
        if (request == null) {
            // Rerouted: the request is known already.
            ctx.next();
            return;
        }
        entering = null;
        request.putInto(ctx);
        ctx.addEndHandler(end -> {
            if (end.failed()) {
                request.context().setGone();
            }
        });
        String rawPath = request.context().rawPath();
        String canonical = request.path().wellFormed() ? PathSegments.canonical(rawPath) : rawPath;
        if (canonical.equals(rawPath)) {
            ctx.next();
        } else {
            ctx.reroute(canonical);
        }
    }

    private void shedLoad(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        if (request.context().admit(shedder)) {
            ctx.next();
        } else {
            ctx.fail(new FaultException(Check.LOAD_SHEDDING, Fault.unavailable()));
        }
    }

    private void addDiscoveryRoutes() {
        routes.begin(ApiRoute.VERSION, HttpMethod.GET, HttpMethod.HEAD)
                .handler(checks::checkProjectAndVersion)
                .handler(discovery::projectDocument);
        routes.addMethodNotAllowed(ApiRoute.VERSION);
        routes.read(ApiRoute.EXTENSIONS).handler(discovery::extensions);
        routes.addMethodNotAllowed(ApiRoute.EXTENSIONS);
        routes.read(ApiRoute.EXTENSION).handler(discovery::extension);
        routes.addMethodNotAllowed(ApiRoute.EXTENSION);
    }

    private void addImageRoutes(ApiServices services) {
        ListImagesHandler list = new ListImagesHandler(listRequests, services.lists());
        routes.read(ApiRoute.INDEX).handler(list);
        routes.addMethodNotAllowed(ApiRoute.INDEX);
        routes.read(ApiRoute.DETAIL).handler(list);
        routes.addMethodNotAllowed(ApiRoute.DETAIL);
        routes.read(ApiRoute.IMAGE).handler(showImage);
        routes.bodilessWrite(ApiRoute.IMAGE, HttpMethod.DELETE).handler(new DeleteImageHandler(services));
        routes.addMethodNotAllowed(ApiRoute.IMAGE);
    }

    private void addMetadataRoutes(ApiServices services, Handler<RoutingContext> body) {
        MetadataHandler metadata = new MetadataHandler(services);
        routes.read(ApiRoute.METADATA).handler(metadata::show);
        routes.bodyWrite(ApiRoute.METADATA, body, HttpMethod.POST, HttpMethod.PUT)
                .handler(metadata::write);
        routes.addMethodNotAllowed(ApiRoute.METADATA);
        routes.read(ApiRoute.ITEM).handler(metadata::show);
        routes.bodyWrite(ApiRoute.ITEM, body, HttpMethod.PUT).handler(metadata::write);
        routes.bodilessWrite(ApiRoute.ITEM, HttpMethod.DELETE).handler(metadata::remove);
        routes.addMethodNotAllowed(ApiRoute.ITEM);
    }

    private void options(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        ApiRoute route = request.path().route();
        if (route == null) {
            ctx.next();
        } else {
            request.respond(ApiResponse.nothing().with("Allow", route.allowed()));
        }
    }

    /** Before anything asynchronous: the body must not run past while the token is validated. */
    private void holdBody(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        ApiRoute route = request.path().route();
        if (route != null && route.takesBody(request.context().method())) {
            request.context().holdBody(config.listen().limits().maxBody());
        }
        ctx.next();
    }
}
