package dev.vitrine.keystone;

import dev.vitrine.model.Digest;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates nothing: for the two modes in which another judges the caller, or nobody does. */
public final class PassThroughTokenValidator implements TokenValidator {
    private static final Digest ANYBODY = Digest.of(List.of("anybody"));

    private final boolean tokenNeeded;

    private PassThroughTokenValidator(boolean tokenNeeded) {
        this.tokenNeeded = tokenNeeded;
    }

    /** Glance judges: each token is a class of its own, so that nobody is shown what another's token was. */
    public static PassThroughTokenValidator judgedByGlance() {
        return new PassThroughTokenValidator(true);
    }

    /** Nobody judges: all callers are the same, and a token that one of them sends is not looked at. */
    public static PassThroughTokenValidator anybody() {
        return new PassThroughTokenValidator(false);
    }

    @Override
    public Future<TokenValidation> verdict(@Nullable Token token, String requestId) {
        return Future.succeededFuture(known(token));
    }

    /** There is nobody else to ask: what Glance refuses is bad. */
    @Override
    public Future<TokenValidation> verdictAnew(Token token, String requestId) {
        return Future.succeededFuture(new TokenValidation.Invalid());
    }

    @Override
    public TokenValidation known(@Nullable Token token) {
        if (!tokenNeeded) {
            return new TokenValidation.Valid(identity(ANYBODY));
        }
        return token == null
                ? new TokenValidation.Invalid()
                : new TokenValidation.Valid(identity(Digest.of(List.of("token", token.secret()))));
    }

    private static Identity identity(Digest accessClass) {
        return new Identity(new Identity.Project.Unverified(), accessClass, null, Instant.MAX, null);
    }
}
