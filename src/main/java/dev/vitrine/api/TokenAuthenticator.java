package dev.vitrine.api;

import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.keystone.TokenValidator.Bearer;
import dev.vitrine.model.Fault;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Authenticates a request by its token, for vertx-web's {@code SimpleAuthenticationHandler}. */
final class TokenAuthenticator implements Function<RoutingContext, Future<User>> {
    private final TokenValidator tokens;

    TokenAuthenticator(TokenValidator tokens) {
        this.tokens = tokens;
    }

    /** Returns the caller as the platform's user; fails with a {@link FaultException}: 401, or 503 without a validation. */
    @Override
    public Future<User> apply(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        RequestContext context = request.context();
        Token token = request.token();
        Bearer bearer = new Bearer(context.idForBackends(), context.client(), context.trace(), context::isGone);
        Token service = request.hasServiceToken() ? request.serviceToken() : null;
        Future<TokenValidation> validated = context.awaiting(
                request.hasServiceToken()
                        ? tokens.validateBeside(token, service, bearer)
                        : tokens.validate(token, bearer));
        if (!validated.isComplete() && !request.tryWait()) {
            context.setGone();
            return Future.failedFuture(new FaultException(Check.BYTE_BUDGET, Fault.unavailable()));
        }
        return validated.map(validation -> {
            if (validation instanceof TokenValidation.Valid valid && request.isAllowedByAccessRules(valid.identity())) {
                request.setCaller(valid.identity(), token, service);
                // The platform wants a user; the handlers behind take the caller.
                return User.create(new JsonObject());
            }
            throw new FaultException(
                    Check.AUTHENTICATION,
                    validation instanceof TokenValidation.Unavailable
                            ? Fault.identityUnavailable()
                            : Fault.unauthorized());
        });
    }
}
