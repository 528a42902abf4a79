package dev.vitrine.server;

import dev.vitrine.config.CorsConfig;
import dev.vitrine.model.Origin;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets web pages of configured origins read the answers in a browser: the CORS protocol of the Fetch standard.
 *
 * <p>Methods and headers are those that Nova allows and exposes by default (nova/middleware.py), with what this gateway
 * has of its own: entity tags and {@code X-Storage-Token}. The origin is named itself, and credentials are never
 * allowed: a token is sent by the page's own code, so a browser need not add anything of its own to a request.
 */
final class Cors {
    private static final String ALLOWED_METHODS = "GET, PUT, POST, DELETE, PATCH";
    private static final String EXPOSED_HEADERS = "X-Auth-Token, X-Openstack-Request-Id, X-Subject-Token,"
            + " X-Service-Token, X-OpenStack-Nova-API-Version, OpenStack-API-Version, ETag";
    private static final List<String> ALLOWED_HEADERS = List.of(
            "Content-Type",
            "Accept",
            "Cache-Control",
            "If-None-Match",
            "X-Auth-Token",
            "X-Openstack-Request-Id",
            "X-OpenStack-Nova-API-Version",
            "OpenStack-API-Version",
            "X-Storage-Token");

    private final CorsConfig settings;

    Cors(CorsConfig settings) {
        this.settings = settings;
    }

    /**
     * Returns the answer to a browser that asks whether a page may send a request, or null if this is no such question or
     * the page may not: then the request is answered as any other, and the browser finds no permission in it.
     */
    @Nullable
    ApiResponse preflight(RequestContext exchange) {
        if (settings.allowedOrigins().isEmpty()
                || !exchange.method().equals(HttpMethod.OPTIONS)
                || exchange.headers("Access-Control-Request-Method").isEmpty()
                || allowedOrigin(exchange) == null) {
            return null;
        }
        ApiResponse answer = ApiResponse.nothing()
                .with("Access-Control-Allow-Methods", ALLOWED_METHODS)
                .with("Access-Control-Max-Age", Long.toString(settings.maxAge().toSeconds()));
        String headers = allowedHeaders(exchange.header("Access-Control-Request-Headers"));
        return headers.isEmpty() ? answer : answer.with("Access-Control-Allow-Headers", headers);
    }

    /** Returns the answer with what a browser must know to show it to the page that asked. */
    ApiResponse shown(RequestContext exchange, ApiResponse answer) {
        if (settings.allowedOrigins().isEmpty()) {
            return answer;
        }
        // Also where nobody is allowed anything: a browser must not show a page what it kept from another's request.
        String vary = answer.headers().get("Vary");
        ApiResponse varied = answer.with("Vary", vary == null ? "Origin" : vary + ", Origin");
        String origin = allowedOrigin(exchange);
        return origin == null
                ? varied
                : varied.with("Access-Control-Allow-Origin", origin)
                        .with("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }

    /** Returns the request's origin if it is an allowed one; nothing but the form of an origin is ever sent back. */
    private @Nullable String allowedOrigin(RequestContext exchange) {
        List<String> origins = exchange.headers("Origin");
        String origin = origins.size() == 1 ? origins.get(0) : "";
        Set<String> allowed = settings.allowedOrigins();
        boolean listed = allowed.contains(origin) || allowed.contains(CorsConfig.ANY);
        return listed && Origin.isOrigin(origin) ? origin : null;
    }

    /** The allowed ones among those asked for, in our spelling, so that nothing of the client's is sent back. */
    private static String allowedHeaders(@Nullable String asked) {
        Set<String> names = Stream.of(asked == null ? new String[0] : asked.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return ALLOWED_HEADERS.stream()
                .filter(name -> names.contains(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }
}
