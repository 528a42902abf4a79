package dev.vitrine.keystone;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.model.Clocks;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A validator that makes no calls, for the two identity modes in which Glance validates tokens, or nothing does.
 *
 * <p>Where Glance validates, the gateway does not know when a token expires. So a token is an access class for a while only,
 * and then another one, for which nothing is cached: what is served from the cache is what Glance has sent for that token since
 * the class began.
 */
public final class PassThroughTokenValidator implements TokenValidator {
    /** How long a token is the same access class at most: an expired or revoked token is served what is cached for as long. */
    private static final Duration MAX_TTL = Duration.ofSeconds(5);

    private static final int MAX_TOKENS = 50_000;
    private static final Identity ANONYMOUS = identity(Digest.of(List.of("anybody")));

    /** The tokens' present identities; null where none is required. */
    private final @Nullable Cache<Digest, Identity> identities;

    private final AtomicLong accessClasses = new AtomicLong();

    private PassThroughTokenValidator(@Nullable Cache<Digest, Identity> identities) {
        this.identities = identities;
    }

    /**
     * Returns a validator for a Glance that validates: each token is an access class of its own, and shares nothing.
     *
     * @param ttl how long it is the same class; five seconds at most
     */
    public static PassThroughTokenValidator validatedByGlance(Duration ttl, Clocks clocks) {
        Duration bounded = ttl.compareTo(MAX_TTL) < 0 ? ttl : MAX_TTL;
        return new PassThroughTokenValidator(ExpiringCache.of(MAX_TOKENS, bounded, clocks));
    }

    /** Returns a validator for a cloud without authentication: all callers are of one access class, tokens are ignored. */
    public static PassThroughTokenValidator withoutAuthentication() {
        return new PassThroughTokenValidator(null);
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
        if (identities == null) {
            return new TokenValidation.Valid(ANONYMOUS);
        }
        return token == null
                ? new TokenValidation.Invalid()
                : new TokenValidation.Valid(identities.get(token.digest(), first -> identity(newClass(token))));
    }

    private Digest newClass(Token token) {
        return Digest.of(List.of("token", token.secret(), Long.toString(accessClasses.incrementAndGet())));
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
