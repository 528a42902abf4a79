package dev.vitrine.glance;

import dev.vitrine.client.FailureReason;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.tracing.TraceLabels;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates a token anew that Glance has refused, and sends the request once more if it is valid. As it is commonly deployed
 * ({@code delay_auth_decision} in its paste file), Glance refuses every token while it cannot reach Keystone, and clients
 * discard a good token on a 401.
 */
public final class UnauthorizedRetry {
    private static final Logger LOG = LoggerFactory.getLogger(UnauthorizedRetry.class);

    private final Revalidation revalidation;

    UnauthorizedRetry(Revalidation revalidation) {
        this.revalidation = revalidation;
    }

    /** Validates a token without the cached result. */
    @FunctionalInterface
    public interface Revalidation {

        /**
         * Returns the result as it is now, or of a validation in progress. The future never fails, and completes on the
         * caller's context. Any event loop.
         *
         * @param requestId the id of the client's request, {@code req-} and a UUID
         */
        Future<TokenValidation> validate(Token token, String requestId);
    }

    /** Sends a request with the caller's token, a second time if Glance refuses a valid one. */
    Future<ServiceResponse> send(Caller caller, Supplier<Future<ServiceResponse>> request) {
        return send(caller, request, () -> true);
    }

    /**
     * Sends a request with the caller's token, a second time if Glance refuses a valid one.
     *
     * @param restart called before the second time; returns whether the request may be sent again
     */
    Future<ServiceResponse> send(Caller caller, Supplier<Future<ServiceResponse>> request, BooleanSupplier restart) {
        return request.get().compose(response -> {
            Token token = caller.token();
            if (token == null || !response.hasStatus(401)) {
                return Future.succeededFuture(response);
            }
            return revalidation
                    .validate(token, caller.requestId())
                    .compose(validation -> isRetried(validation, caller) && restart.getAsBoolean()
                            ? retry(request, caller)
                            : Future.succeededFuture(refusal(response, validation, caller)));
        });
    }

    /**
     * A refused request has changed nothing, so a change may be sent again, too. A token with access rules may be valid and
     * yet not for Glance.
     */
    private static boolean isRetried(TokenValidation validation, Caller caller) {
        return hasSameClasses(validation, caller)
                && ((TokenValidation.Valid) validation).identity().accessRules() == null;
    }

    /** If the caller is of another access class by now, it must not be shown what those of the former class are shown. */
    private static boolean hasSameClasses(TokenValidation validation, Caller caller) {
        return validation instanceof TokenValidation.Valid valid && caller.hasSameClasses(valid.identity());
    }

    /** Returns the refusal, or that there is no response: a client sends its request again then, with the same token. */
    private static ServiceResponse refusal(ServiceResponse response, TokenValidation validation, Caller caller) {
        return validation instanceof TokenValidation.Invalid || hasSameClasses(validation, caller)
                ? response
                : ServiceResponse.failed(FailureReason.UNREACHABLE, "Keystone");
    }

    /** If Glance refuses the token again, that stands. */
    private static Future<ServiceResponse> retry(Supplier<Future<ServiceResponse>> request, Caller caller) {
        return request.get().onSuccess(response -> {
            if (response.hasStatus(401)) {
                TraceLabels.label(LOG.atWarn(), caller.trace())
                        .log("Glance refuses a token that is valid at Keystone (request {})", caller.requestId());
            }
        });
    }
}
