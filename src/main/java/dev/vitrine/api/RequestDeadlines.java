package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.config.GatewayConfig;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.time.Duration;

/**
 * How long a request may take as a whole, after which it gets a 503. Each step has a timeout of its own; these are the sums of
 * the usual steps, and what needs more steps, such as a retry, shares them. Work that is in progress goes on after the 503: a
 * write that has its turn may still be made, and then invalidates the caches.
 *
 * @param read for what changes nothing, and is no list
 * @param list for a list
 * @param write for what changes an image
 */
public record RequestDeadlines(Duration read, Duration list, Duration write) {
    /** Glance may refuse the token of the request that was joined, and then the request's own until that is validated anew. */
    private static final int CALLS_FOR_A_READ = 3;

    /** Returns the sums of the configured timeouts. */
    public static RequestDeadlines of(GatewayConfig config) {
        Duration validation = config.keystone().backend().timeout().multipliedBy(2);
        Duration read = validation.plus(config.glance().backend().timeout().multipliedBy(CALLS_FOR_A_READ));
        Duration list = validation.plus(config.glance().listTimeout());
        Duration write = read.plus(config.glance().writeTimeout().multipliedBy(2))
                .plus(config.listen().limits().bodyTimeout());
        return new RequestDeadlines(read, list, write);
    }

    /** Returns how long any request may take. */
    public Duration longest() {
        return list.compareTo(write) > 0 ? list : write;
    }

    /** Returns what begins the timeout of a request. */
    Handler<RoutingContext> handler() {
        TimeoutHandler ofRead = TimeoutHandler.create(read.toMillis(), 503);
        TimeoutHandler ofList = TimeoutHandler.create(list.toMillis(), 503);
        TimeoutHandler ofWrite = TimeoutHandler.create(write.toMillis(), 503);
        return ctx -> {
            ApiRoute route = ApiRequest.of(ctx).path().route();
            boolean isList = route == ApiRoute.INDEX || route == ApiRoute.DETAIL;
            (!ApiRoute.isRead(ctx.request().method()) ? ofWrite : isList ? ofList : ofRead).handle(ctx);
        };
    }
}
