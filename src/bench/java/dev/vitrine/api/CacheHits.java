package dev.vitrine.api;

import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.ListRequestCache;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the handler of cache hits to a benchmark. */
public final class CacheHits {
    private final CacheHitHandler handler;

    public CacheHits(ApiServices services) {
        ResponseWriter writer = new ResponseWriter(
                services.config(),
                Duration.ofMinutes(1),
                new RequestLogger(new Metrics(), null, null),
                services.budget());
        this.handler = new CacheHitHandler(
                services,
                writer,
                new LinkBuilder(services.config().links(), services.glanceUrl()),
                new ListRequestCache(services.config().api().maxLimit(), Set.of()));
    }

    /** Returns the response to a cache hit; null for all else. */
    public @Nullable ApiResponse respond(RequestContext context) {
        ApiRequest checked = handler.checked(context);
        return checked == null ? null : handler.respond(checked);
    }
}
