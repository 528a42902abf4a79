package dev.vitrine.keystone;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.EventLoops;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.KeystoneClient.ValidationRequest;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Validates tokens at Keystone and caches the validations: valid tokens for up to {@code token-cache-time}, invalid ones for
 * five seconds, failures not at all.
 *
 * <p>Anybody may send tokens that Keystone does not know. So a validation counts against the share of the token's project only
 * if the token was valid before, else against the share of the client's address: a client that sends unknown tokens does not keep
 * the gateway from validating those that are in use.
 *
 * <p>A token's expiry is checked at every use. One validation runs for a token at a time, whatever number of requests bring
 * it.
 */
public final class KeystoneTokenValidator implements TokenValidator {
    private static final int MAX_VALID = 50_000;
    private static final int MAX_INVALID = 10_000;

    /** How many access rules are cached, with their tokens: a token may have thousands, and others must not give way to it. */
    private static final int MAX_RULES = 20_000;

    private static final Duration INVALID_TTL = Duration.ofSeconds(5);

    /** For how many tokens, and how long after their last validation, it is known of which project they are. */
    private static final int MAX_KNOWN = 20_000;

    private static final Duration KNOWN_TTL = Duration.ofHours(1);

    /** How old a validation may be that confirms an access class, and how often one is begun for that, at most. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(5);

    private static final double MAX_TTL_JITTER = 0.1;

    /** A validation takes two logins and two calls at most, each with a timeout of its own. */
    private static final int MAX_CALLS = 4;

    private final KeystoneClient keystone;
    private final Clocks clocks;
    private final long ttlNanos;
    private final Cache<Digest, Entry> valid;

    /** Those of valid tokens that have access rules. */
    private final Cache<Digest, Entry> restricted;

    private final Cache<Digest, Boolean> invalid;

    /** The projects of tokens that were valid when they were validated last, or what stands for a project. */
    private final Cache<Digest, String> projects;

    private final SingleFlight<Digest, TokenValidation> validations;

    /** Those of tokens that may have expired, since a service has sent them beside its own. */
    private final SingleFlight<Digest, TokenValidation> expiredValidations;

    private final boolean isServiceRoleRequired;
    private final EventLoops loops;

    /** The last validation of each token that was begun for a confirmation of its class. */
    private final Cache<Digest, Future<TokenValidation>> confirmations;

    /** Opens no connection yet; the client is closed by its owner. */
    public KeystoneTokenValidator(
            EventLoops loops, ServiceClient client, KeystoneConfig settings, CacheConfig cacheConfig, Clocks clocks) {
        this.keystone = new KeystoneClient(loops, client, settings, cacheConfig, clocks);
        this.clocks = clocks;
        this.loops = loops;
        this.confirmations = ExpiringCache.of(MAX_VALID, CONFIRMATION, clocks);
        this.ttlNanos = settings.tokenCacheTime().toNanos();
        this.valid = ExpiringCache.of(MAX_VALID, settings.tokenCacheTime(), clocks);
        this.restricted = ExpiringCache.of(MAX_RULES, Entry::rules, settings.tokenCacheTime(), clocks);
        this.invalid = ExpiringCache.of(MAX_INVALID, INVALID_TTL, clocks);
        this.projects = ExpiringCache.of(MAX_KNOWN, KNOWN_TTL, clocks);
        Duration timeout = settings.backend().timeout().multipliedBy(MAX_CALLS);
        this.validations = new SingleFlight<>(loops, timeout, Duration.ZERO, clocks);
        this.expiredValidations = new SingleFlight<>(loops, timeout, Duration.ZERO, clocks);
        this.isServiceRoleRequired = settings.serviceTokens().areRolesRequired();
    }

    /** Gives these the catalogue that comes with the gateway's own token; to be called before the first validation. */
    public void feed(CatalogEndpoints endpoints) {
        keystone.feed(endpoints);
    }

    /**
     * The cached validation of a valid token.
     *
     * @param startNanos when Keystone was asked, by the monotonic clock
     * @param expiryNanos when the TTL ends, by the same clock
     * @param expirySecond the second in which the token expires, by the wall clock; here too, since a hit that looked it up in the
     *     identity would touch two objects more
     */
    private record Entry(TokenValidation.Valid validation, long startNanos, long expiryNanos, long expirySecond) {
        /** Returns how many access rules it holds, itself counted as one. */
        int rules() {
            List<AccessRule> rules = validation.identity().accessRules();
            return rules == null ? 1 : 1 + rules.size();
        }
    }

    @Override
    public Future<TokenValidation> validate(@Nullable Token token, String requestId) {
        return validate(token, Bearer.staying(requestId));
    }

    @Override
    public Future<TokenValidation> validate(@Nullable Token token, Bearer bearer) {
        TokenValidation cached = cached(token);
        return cached == null && token != null
                ? join(validations, token, bearer, Waiter.REQUEST)
                : Future.succeededFuture(cached);
    }

    /** The service's token comes first: without one that is valid Keystone is not asked for an expired one. */
    @Override
    public Future<TokenValidation> validateBeside(@Nullable Token token, @Nullable Token service, Bearer bearer) {
        if (token == null || service == null) {
            return Future.succeededFuture(new TokenValidation.Invalid());
        }
        return validate(service, bearer).compose(validation -> {
            if (!(validation instanceof TokenValidation.Valid valid)) {
                return Future.succeededFuture(validation);
            }
            if (!valid.identity().isService()) {
                return isServiceRoleRequired
                        ? Future.succeededFuture(new TokenValidation.Invalid())
                        : validate(token, bearer);
            }
            return validateExpired(token, bearer)
                    .map(user -> user instanceof TokenValidation.Valid known
                            ? new TokenValidation.Valid(known.identity().withoutAccessRules())
                            : user);
        });
    }

    /** What is cached says nothing of a token that has expired but that it may be valid in this way. */
    private Future<TokenValidation> validateExpired(Token token, Bearer bearer) {
        return cached(token) instanceof TokenValidation.Valid cached
                ? Future.succeededFuture(cached)
                : join(expiredValidations, token, bearer, Waiter.REQUEST);
    }

    /**
     * The new validation replaces the cached one: a revoked token is invalid from now on. Loads that no request waits for
     * are revalidated too, and so none of them is counted as a coalesced request.
     */
    @Override
    public Future<TokenValidation> revalidate(Token token, String requestId) {
        return join(validations, token, Bearer.staying(requestId), Waiter.BACKGROUND);
    }

    /** Keystone is asked after the caller has its response, which is on its way when this is called. */
    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        Token token = caller.token();
        if (token == null || invalid.getIfPresent(token.digest()) != null) {
            return Future.succeededFuture(false);
        }
        Entry recent = recent(token);
        if (recent != null) {
            return Future.succeededFuture(caller.hasSameClasses(recent.validation.identity()));
        }
        return confirmations
                .get(token.digest(), absent -> confirmation(token, caller.requestId()))
                .map(validation -> validation instanceof TokenValidation.Valid confirmed
                        && caller.hasSameClasses(confirmed.identity()));
    }

    @Override
    public boolean isClassRecent(Caller caller) {
        Entry recent = caller.token() == null ? null : recent(caller.token());
        return recent != null && caller.hasSameClasses(recent.validation.identity());
    }

    /** Returns the validation of a token that is recent enough to confirm its class; null if there is none. */
    private @Nullable Entry recent(Token token) {
        Entry entry = entry(token.digest());
        return entry != null && clocks.nanos() - entry.startNanos <= CONFIRMATION.toNanos() ? entry : null;
    }

    private Future<TokenValidation> confirmation(Token token, String requestId) {
        Promise<TokenValidation> confirmed = Promise.promise();
        loops.defer(() -> revalidate(token, requestId).onComplete(confirmed));
        return confirmed.future();
    }

    @Override
    public @Nullable TokenValidation cached(@Nullable Token token) {
        return token == null ? new TokenValidation.Invalid() : cached(token.digest());
    }

    @Override
    public Future<Boolean> isReady() {
        return keystone.isReady();
    }

    @Override
    public @Nullable LoginFault loginFault() {
        return keystone.loginFault();
    }

    @Override
    public long cachedTokens() {
        return valid.estimatedSize() + restricted.estimatedSize();
    }

    @Override
    public long maxCachedTokens() {
        return MAX_VALID + MAX_RULES;
    }

    @Override
    public int coalescedRequests() {
        return validations.coalescedRequests() + expiredValidations.coalescedRequests();
    }

    private @Nullable TokenValidation cached(Digest digest) {
        Entry entry = entry(digest);
        if (entry != null) {
            if (isExpired(entry.expirySecond)) {
                return new TokenValidation.Invalid();
            }
            return clocks.nanos() - entry.expiryNanos < 0 ? entry.validation : null;
        }
        return invalid.getIfPresent(digest) == null ? null : new TokenValidation.Invalid();
    }

    private @Nullable Entry entry(Digest digest) {
        Entry entry = valid.getIfPresent(digest);
        return entry == null ? restricted.getIfPresent(digest) : entry;
    }

    private boolean isExpired(Identity identity) {
        return isExpired(identity.expires().getEpochSecond());
    }

    /** Keystone's tokens expire at whole seconds. One that did not would end up to a second early, never late. */
    private boolean isExpired(long expirySecond) {
        return clocks.wall().millis() / 1000 >= expirySecond;
    }

    private Future<TokenValidation> join(
            SingleFlight<Digest, TokenValidation> flight, Token token, Bearer bearer, Waiter waiter) {
        boolean mayBeExpired = flight == expiredValidations;
        String project = projects.getIfPresent(token.digest());
        String source = project == null ? "address " + bearer.address() : project;
        return flight.join(
                        token.digest(),
                        new Client(token, source, bearer.isGone(), bearer.trace()),
                        waiter,
                        areAllGone -> load(new ValidationRequest(
                                token, bearer.requestId(), source, mayBeExpired, bearer.trace(), areAllGone)))
                .map(result -> result.outcome() instanceof Outcome.Found<TokenValidation> found
                        ? found.value()
                        : new TokenValidation.Unavailable());
    }

    private Future<Outcome<TokenValidation>> load(ValidationRequest request) {
        long startNanos = clocks.nanos();
        return keystone.validate(request)
                .map(validation -> isValidThoughExpired(request, validation)
                        ? new Outcome.Found<>(validation)
                        : store(request.token().digest(), validation, startNanos));
    }

    /** Returns whether a token is valid though it has expired: that is for its request alone, and is never cached. */
    private boolean isValidThoughExpired(ValidationRequest request, TokenValidation validation) {
        return request.mayBeExpired()
                && validation instanceof TokenValidation.Valid valid
                && isExpired(valid.identity());
    }

    /** Stores a validation, and returns what the waiters get: none is left of a token that expired meanwhile. */
    private Outcome<TokenValidation> store(Digest digest, TokenValidation validation, long startNanos) {
        if (validation instanceof TokenValidation.Unavailable) {
            return Outcome.failed(Kind.UNAVAILABLE);
        }
        if (validation instanceof TokenValidation.Valid good) {
            if (isExpired(good.identity())) {
                return new Outcome.Found<>(new TokenValidation.Invalid());
            }
            projects.put(digest, good.identity().projectOrClass());
            long expirySecond = good.identity().expires().getEpochSecond();
            Entry entry = new Entry(good, startNanos, clocks.nanos() + ttl(good.identity()), expirySecond);
            (good.identity().accessRules() == null ? valid : restricted).put(digest, entry);
        } else {
            valid.invalidate(digest);
            restricted.invalidate(digest);
            projects.invalidate(digest);
            invalid.put(digest, Boolean.TRUE);
        }
        return new Outcome.Found<>(validation);
    }

    /** Returns up to a tenth less than the setting, so that tokens validated together do not expire together. */
    private long ttl(Identity identity) {
        long ttl = ttlNanos - (long) (ttlNanos * ThreadLocalRandom.current().nextDouble(MAX_TTL_JITTER));
        Duration left = Duration.between(clocks.now(), identity.expires());
        return left.compareTo(Duration.ofNanos(ttl)) < 0 ? left.toNanos() : ttl;
    }
}
