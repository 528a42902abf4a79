package dev.vitrine.management;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Registers the routes of one path: it matches as the client writes it, and methods without a handler get a 405.
 *
 * <p>Regular expressions in place of the platform's paths, which match with a trailing slash, too.
 */
final class ExactPath {
    private final Router router;
    private final String regex;
    private final List<HttpMethod> methods = new ArrayList<>();

    private ExactPath(Router router, String regex) {
        this.router = router;
        this.regex = regex;
    }

    /** Returns the registration of a literal path. */
    static ExactPath of(Router router, String path) {
        return new ExactPath(router, Pattern.quote(path));
    }

    /** Returns the registration of all paths that begin with this text and have one non-empty segment behind it. */
    static ExactPath below(Router router, String prefix) {
        return new ExactPath(router, Pattern.quote(prefix) + "[^/]+");
    }

    /** Returns the last segment of the path of a request, undecoded. */
    static String lastSegment(RoutingContext context) {
        String path = String.valueOf(context.request().path());
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Runs a handler in front of all methods. */
    ExactPath guardedBy(Handler<RoutingContext> guard) {
        route().handler(guard);
        return this;
    }

    /** Serves GET and HEAD. */
    ExactPath read(Handler<RoutingContext> handler) {
        return on(HttpMethod.GET, handler).on(HttpMethod.HEAD, handler);
    }

    /** Serves one method. */
    ExactPath on(HttpMethod method, Handler<RoutingContext> handler) {
        methods.add(method);
        route().method(method).handler(handler);
        return this;
    }

    /** Ends the registration: any other method gets a 405 with {@code Allow}. */
    void end() {
        String allow = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        route().handler(context -> Responses.methodNotAllowed(context, allow));
    }

    private Route route() {
        return router.routeWithRegex(regex).useNormalizedPath(false);
    }
}
