package dev.vitrine.api;

import dev.vitrine.config.GatewayConfig;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.TokenValidation;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import io.vertx.core.http.HttpMethod;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of nearly all requests: one image in one of the usual forms, a token that is known, an image that is fresh.
 *
 * <p>It makes the checks of {@link ApiRouter} with the same methods, and never refuses: whatever is not plainly right goes
 * the long way, which says what is wrong. A check that is added there belongs here, too. What it saves is all that is for
 * waiting and for the unusual: futures, timers, lists of segments. Runs on the event loop that read the request; touches
 * memory only.
 */
final class CacheHitHandler {
    private final GatewayConfig settings;
    private final TokenValidator authentication;
    private final Operations operations;
    private final Predicate<Mount> takesSuffix;

    CacheHitHandler(GatewayConfig settings, TokenValidator authentication, Operations operations) {
        this.settings = settings;
        this.authentication = authentication;
        this.operations = operations;
        this.takesSuffix = mount -> mount.takesSuffix(settings);
    }

    /** Returns the answer, or null if the request has to go the long way. */
    @Nullable
    ApiResponse answer(RequestContext exchange) {
        if (!exchange.method().equals(HttpMethod.GET)
                || exchange.declaresMoreThan(settings.listen().limits().maxBody())
                || exchange.hasSeveralHosts()) {
            return null;
        }
        RequestPath target = RequestPath.plainImage(exchange.rawPath(), takesSuffix);
        if (target == null) {
            return null;
        }
        Request request = new Request(settings, exchange, target);
        TokenValidation verdict = authentication.known(request.token());
        return verdict instanceof TokenValidation.Valid valid ? answer(request, valid) : null;
    }

    private @Nullable ApiResponse answer(Request request, TokenValidation.Valid valid) {
        RequestedMicroversion versioned =
                RequestedMicroversion.of(request.target().mount(), request.exchange(), settings.maxMicroversion());
        boolean isPlain = versioned.fault() == null
                && request.isWithin(valid.identity().accessRules())
                && request.refusal(valid.identity(), versioned) == null;
        ApiResponse answer = isPlain ? operations.remembered(request, valid.identity()) : null;
        return answer == null ? null : versioned.label(answer);
    }
}
