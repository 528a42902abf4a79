package dev.vitrine.keystone;

import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A validator that makes no calls, for the two identity modes in which Glance validates tokens, or nothing does. */
public final class PassThroughTokenValidator implements TokenValidator {
    private static final Digest ANONYMOUS = Digest.of(List.of("anybody"));

    private final boolean isTokenRequired;

    private PassThroughTokenValidator(boolean isTokenRequired) {
        this.isTokenRequired = isTokenRequired;
    }

    /** Returns a validator for a Glance that validates: each token is an access class of its own, and shares nothing. */
    public static PassThroughTokenValidator validatedByGlance() {
        return new PassThroughTokenValidator(true);
    }

    /** Returns a validator for a cloud without authentication: all callers are of one access class, tokens are ignored. */
    public static PassThroughTokenValidator withoutAuthentication() {
        return new PassThroughTokenValidator(false);
    }

    @Override
    public Future<TokenValidation> validate(@Nullable Token token, String requestId) {
        return Future.succeededFuture(cached(token));
    }

    /** Glance alone validates, and has just refused the token. */
    @Override
    public Future<TokenValidation> revalidate(Token token, String requestId) {
        return Future.succeededFuture(new TokenValidation.Invalid());
    }

    @Override
    public TokenValidation cached(@Nullable Token token) {
        if (!isTokenRequired) {
            return new TokenValidation.Valid(identity(ANONYMOUS));
        }
        return token == null
                ? new TokenValidation.Invalid()
                : new TokenValidation.Valid(identity(Digest.of(List.of("token", token.secret()))));
    }

    @Override
    public boolean isClassRecent(Caller caller) {
        return true;
    }

    /** Each token is a class of its own, or all callers are of one: no caller changes its class. */
    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        return Future.succeededFuture(true);
    }

    private static Identity identity(Digest accessClass) {
        return new Identity(new Identity.Project.Unverified(), accessClass, null, Instant.MAX, null);
    }
}
