package dev.vitrine.keystone;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tokens validated by Keystone, each verdict believed for a while: a good one up to {@code token-cache-time}, a bad one
 * for five seconds, the lack of one not at all.
 *
 * <p>A token's end is looked at on every use. One validation runs for a token however many requests bring it.
 */
public final class KeystoneTokenValidator implements TokenValidator {
    private static final int MAX_VALID = 50_000;
    private static final int MAX_INVALID = 10_000;
    private static final int MOST_PASSENGERS = 20_000;
    private static final Duration INVALID_FOR = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KeystoneClient keystone;
    private final Clocks time;
    private final long believedNanos;
    private final Cache<Digest, Validated> valid;
    private final Cache<Digest, Boolean> invalid;
    private final ConcurrentMap<Digest, CompletableFuture<TokenValidation>> flights = new ConcurrentHashMap<>();
    private final AtomicInteger passengers = new AtomicInteger();
    private final AtomicInteger doubters = new AtomicInteger();

    /** Opens no connection yet; whoever made the backend closes it. */
    public KeystoneTokenValidator(
            Vertx vertx, ServiceClient backend, KeystoneConfig settings, CacheConfig sharing, Clocks time) {
        this.vertx = vertx;
        this.keystone = new KeystoneClient(vertx, backend, settings, sharing, time);
        this.time = time;
        this.believedNanos = settings.tokenCacheTime().toNanos();
        this.valid = remembering(MAX_VALID, settings.tokenCacheTime());
        this.invalid = remembering(MAX_INVALID, INVALID_FOR);
    }

    private <V> Cache<Digest, V> remembering(int entries, Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(life)
                .ticker(time::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A verdict worth keeping.
     *
     * @param digest the token it is about, compared on every use
     * @param untilNanos when it is to be asked for again, by the clock that cannot be set back
     */
    private record Validated(Digest digest, TokenValidation.Valid verdict, long untilNanos) {}

    @Override
    public Future<TokenValidation> verdict(@Nullable Token token, String requestId) {
        TokenValidation known = known(token);
        return known == null && token != null ? join(token, requestId, passengers) : Future.succeededFuture(known);
    }

    /**
     * With the verdict what was believed changes, too: a token that was revoked is good for nothing from now on. Not every
     * load that waits for it is a request, and so none of them is a passenger.
     */
    @Override
    public Future<TokenValidation> verdictAnew(Token token, String requestId) {
        return join(token, requestId, doubters);
    }

    @Override
    public @Nullable TokenValidation known(@Nullable Token token) {
        return token == null ? new TokenValidation.Invalid() : known(token.digest());
    }

    @Override
    public Future<Boolean> isReady() {
        return keystone.isReady();
    }

    @Override
    public long remembered() {
        return valid.estimatedSize();
    }

    @Override
    public int passengers() {
        return passengers.get();
    }

    private @Nullable TokenValidation known(Digest digest) {
        Validated kept = valid.getIfPresent(digest);
        if (kept != null && kept.digest.equals(digest)) {
            if (hasExpired(kept.verdict.identity())) {
                return new TokenValidation.Invalid();
            }
            return time.nanos() - kept.untilNanos < 0 ? kept.verdict : null;
        }
        return invalid.getIfPresent(digest) == null ? null : new TokenValidation.Invalid();
    }

    private boolean hasExpired(Identity identity) {
        return !time.now().isBefore(identity.expires());
    }

    private Future<TokenValidation> join(Token token, String requestId, AtomicInteger riders) {
        CompletableFuture<TokenValidation> mine = new CompletableFuture<>();
        CompletableFuture<TokenValidation> flight = flights.putIfAbsent(token.digest(), mine);
        if (flight != null) {
            return ride(flight, riders);
        }
        Future.succeededFuture()
                .compose(go -> keystone.validate(token, requestId))
                .onComplete(end -> {
                    TokenValidation verdict = end.succeeded() ? end.result() : new TokenValidation.Unavailable();
                    mine.complete(remember(token.digest(), verdict));
                    flights.remove(token.digest(), mine);
                });
        return Future.fromCompletionStage(mine, vertx.getOrCreateContext());
    }

    private Future<TokenValidation> ride(CompletableFuture<TokenValidation> flight, AtomicInteger riders) {
        if (riders.incrementAndGet() > MOST_PASSENGERS) {
            riders.decrementAndGet();
            return Future.succeededFuture(new TokenValidation.Unavailable());
        }
        return Future.fromCompletionStage(flight, vertx.getOrCreateContext())
                .onComplete(end -> riders.decrementAndGet());
    }

    private TokenValidation remember(Digest digest, TokenValidation verdict) {
        if (verdict instanceof TokenValidation.Valid good) {
            if (hasExpired(good.identity())) {
                return new TokenValidation.Invalid();
            }
            valid.put(digest, new Validated(digest, good, time.nanos() + believedFor(good.identity())));
        } else if (verdict instanceof TokenValidation.Invalid) {
            valid.invalidate(digest);
            invalid.put(digest, Boolean.TRUE);
        }
        return verdict;
    }

    /** Up to a tenth less than the setting, so that tokens validated together are not asked for again together. */
    private long believedFor(Identity identity) {
        long believed = believedNanos
                - (long) (believedNanos * ThreadLocalRandom.current().nextDouble(0.1));
        Duration left = Duration.between(time.now(), identity.expires());
        return left.compareTo(Duration.ofNanos(believed)) < 0 ? left.toNanos() : believed;
    }
}
