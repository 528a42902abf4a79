package dev.vitrine.api;

import dev.vitrine.config.listen.CorsConfig;
import dev.vitrine.config.listen.Origin;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands before vertx-web's {@link CorsHandler}, which answers 403 to a foreign origin, even with a good token, and sends
 * every header that is allowed, not those that a preflight asks for. Here a foreign origin gets the ordinary response
 * without CORS headers, as from oslo.middleware, and a browser shows it to no page (Fetch standard, CORS protocol).
 *
 * <p>Methods and exposed headers are Nova's defaults (nova/middleware.py), with {@code ETag}. Allowed are those of Nova's
 * headers that clients send, not those that its own middleware sets, with {@code Content-Type}, {@code Accept}, {@code
 * Cache-Control}, preconditions and {@code X-Storage-Token}. The origin is named itself, and credentials are never allowed: a
 * token is sent by the page's own code.
 */
final class CorsGuard implements Handler<RoutingContext> {
    private static final String ALLOWED_METHODS = "GET, PUT, POST, DELETE, PATCH";
    private static final String EXPOSED_HEADERS = "X-Auth-Token, X-Openstack-Request-Id, X-Subject-Token,"
            + " X-Service-Token, X-OpenStack-Nova-API-Version, OpenStack-API-Version, ETag";
    private static final List<String> ALLOWED_HEADERS = List.of(
            "Content-Type",
            "Accept",
            "Cache-Control",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "X-Auth-Token",
            "X-Openstack-Request-Id",
            "X-OpenStack-Nova-API-Version",
            "OpenStack-API-Version",
            "X-Storage-Token");

    private final CorsConfig config;
    private final CorsHandler cors;

    CorsGuard(CorsConfig config) {
        this.config = config;
        // As expressions, so that the platform names the origin itself and says that the response varies with it.
        this.cors = CorsHandler.create().exposedHeader(EXPOSED_HEADERS);
        Set<String> allowed = config.allowedOrigins();
        if (allowed.contains(CorsConfig.ANY)) {
            cors.addOriginWithRegex(".+");
        } else {
            allowed.forEach(origin -> cors.addOriginWithRegex(Pattern.quote(origin)));
        }
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        String origin = allowedOrigin(request.context());
        if (origin == null) {
            ctx.next();
        } else if (isPreflight(request.context())) {
            request.respond(preflight(origin, request.context()));
        } else {
            cors.handle(ctx);
        }
    }

    /** Also where the origin is not allowed: a browser must not show a page what it cached from another page's request. */
    static void varyWithOrigin(RoutingContext ctx) {
        varyWithOrigin(ctx.response());
        ctx.next();
    }

    static void varyWithOrigin(HttpServerResponse response) {
        response.putHeader(HttpHeaders.VARY, "Origin");
    }

    /** Returns the request's origin if it is an allowed one; nothing but the form of an origin is ever sent back. */
    @Nullable
    String allowedOrigin(RequestContext context) {
        List<String> origins = context.headers(HttpHeaders.ORIGIN);
        String origin = origins.size() == 1 ? origins.get(0) : "";
        Set<String> allowed = config.allowedOrigins();
        boolean isListed = allowed.contains(origin) || allowed.contains(CorsConfig.ANY);
        return isListed && Origin.isOrigin(origin) ? origin : null;
    }

    private static boolean isPreflight(RequestContext context) {
        return context.method().equals(HttpMethod.OPTIONS)
                && !context.headers("Access-Control-Request-Method").isEmpty();
    }

    private ApiResponse preflight(String origin, RequestContext context) {
        ApiResponse response = ApiResponse.nothing()
                .with("Access-Control-Allow-Origin", origin)
                .with("Access-Control-Allow-Methods", ALLOWED_METHODS)
                .with("Access-Control-Expose-Headers", EXPOSED_HEADERS)
                .with("Access-Control-Max-Age", Long.toString(config.maxAge().toSeconds()))
                .with("Vary", "Origin");
        String headers = allowedHeaders(context.header("Access-Control-Request-Headers"));
        return headers.isEmpty() ? response : response.with("Access-Control-Allow-Headers", headers);
    }

    /** The allowed ones among those asked for, in our spelling, so that nothing of the client's is sent back. */
    private static String allowedHeaders(@Nullable String requested) {
        Set<String> names = Stream.of(requested == null ? new String[0] : requested.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return ALLOWED_HEADERS.stream()
                .filter(name -> names.contains(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }

    /** Returns what the response to a request without an origin varies with. */
    static String vary(ApiResponse response) {
        String vary = response.headers().get("Vary");
        return vary == null ? "Origin" : vary + ", Origin";
    }
}
