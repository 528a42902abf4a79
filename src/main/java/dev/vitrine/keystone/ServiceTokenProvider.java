package dev.vitrine.keystone;

import dev.vitrine.async.EventLoops;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.async.Throttle;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own token: requested when it is first needed, cached until Keystone refuses it, one login at a time. The
 * catalogue comes with it, if an endpoint is wanted from there. Any event loop.
 */
final class ServiceTokenProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceTokenProvider.class);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
    private static final String ONLY_KEY = "service token";

    /** A longer response is parsed by a worker, off the event loop. */
    private static final int WORKER_BYTES = 64 << 10;

    private final EventLoops loops;
    private final ServiceClient client;
    private final Credentials credentials;
    private final Duration timeout;
    private final SingleFlight<String, Token> logins;
    private final AtomicReference<@Nullable Token> cached = new AtomicReference<>();
    private final Throttle probes;
    private volatile boolean hasLoggedIn;
    private volatile @Nullable CatalogEndpoints catalog;
    private volatile @Nullable LoginFault loginFault;

    ServiceTokenProvider(EventLoops loops, ServiceClient client, KeystoneConfig settings, Clocks clocks) {
        this.loops = loops;
        this.client = client;
        this.credentials = settings.credentials();
        this.timeout = settings.backend().timeout();
        this.logins = new SingleFlight<>(loops, timeout, Duration.ZERO, clocks);
        this.probes = new Throttle(PROBE_INTERVAL, clocks::nanos);
    }

    /** From now on asks for the catalogue with each token, and gives it to these; to be called before the first login. */
    void feed(CatalogEndpoints endpoints) {
        catalog = endpoints;
        endpoints.discoverBy(this::renew);
    }

    /** Returns the token, or {@link Kind#UNAVAILABLE} if Keystone grants none. The future never fails. */
    Future<Outcome<Token>> token() {
        Token token = cached.get();
        return token == null ? join(this::logIn) : Future.succeededFuture(new Outcome.Found<>(token));
    }

    /** Gets another token, for the catalogue that comes with it; returns whether Keystone has granted one. */
    private Future<Boolean> renew() {
        return join(this::request).map(outcome -> outcome instanceof Outcome.Found<Token>);
    }

    private Future<Outcome<Token>> join(Supplier<Future<Outcome<Token>>> login) {
        return logins.join(ONLY_KEY, Client.staying(null), Waiter.BACKGROUND, areAllGone -> login.get())
                .map(SingleFlight.Result::outcome);
    }

    /**
     * Returns whether a login has ever succeeded. Tries if none has, but no more than once in five seconds: probes are not
     * authenticated, and Keystone may lock an account after too many wrong passwords.
     */
    Future<Boolean> isReady() {
        return hasLoggedIn || !probes.tryPass()
                ? Future.succeededFuture(hasLoggedIn)
                : token().map(outcome -> outcome instanceof Outcome.Found<Token>);
    }

    /** Returns why the last login failed; null if it succeeded, if there was none, or if it was no refusal and there is a token. */
    @Nullable
    LoginFault loginFault() {
        return loginFault;
    }

    /** Invalidates a token that Keystone refused, unless a newer one has replaced it. */
    void invalidate(Token refused) {
        Token token = cached.get();
        if (refused.equals(token)) {
            cached.compareAndSet(token, null);
        }
    }

    /** Looks once more before it logs in: the last login may have ended since this caller looked. */
    private Future<Outcome<Token>> logIn() {
        Token token = cached.get();
        return token == null ? request() : Future.succeededFuture(new Outcome.Found<>(token));
    }

    /** The catalogue is known before the token is: a client's request that waits for it finds its endpoint. */
    private Future<Outcome<Token>> request() {
        CatalogEndpoints endpoints = catalog;
        return client.send(ServiceToken.request(credentials, timeout, endpoints != null))
                .compose(response -> endpoints == null
                        ? Future.succeededFuture(response)
                        : read(response, endpoints).map(response))
                .map(this::outcome);
    }

    private Future<Boolean> read(ServiceResponse response, CatalogEndpoints endpoints) {
        if (!(response instanceof Answered answer) || ServiceToken.token(answer) == null) {
            return Future.succeededFuture(false);
        }
        byte[] body = answer.body().getBytes();
        if (body.length > WORKER_BYTES) {
            return loops.executeBlocking(() -> take(body, endpoints)).otherwise(false);
        }
        return Future.succeededFuture(take(body, endpoints));
    }

    private static boolean take(byte[] body, CatalogEndpoints endpoints) {
        endpoints.onCatalog(ServiceCatalog.of(body));
        return true;
    }

    private Outcome<Token> outcome(ServiceResponse response) {
        Token token = response instanceof Answered answer ? ServiceToken.token(answer) : null;
        if (token != null) {
            boolean isFirst = cached.getAndSet(token) == null;
            hasLoggedIn = true;
            loginFault = null;
            if (isFirst) {
                LOG.info("logged in at Keystone");
            }
            return new Outcome.Found<>(token);
        }
        if (response instanceof Answered answer) {
            LoginFault fault = LoginFault.ofLogin(answer.status());
            LOG.error("{}. {}", fault.text(), fault.action());
            report(fault, LoginFault.isRefusal(answer.status()));
        } else if (response instanceof Failed failed) {
            report(LoginFault.of(failed), false);
        }
        return Outcome.failed(Kind.UNAVAILABLE);
    }

    /**
     * With a token in the cache only a refusal is a fault of the login, which was made for the catalogue alone: tokens are
     * validated with the cached one, and nothing may log in again, and so end the fault, for hours.
     */
    private void report(LoginFault fault, boolean isRefusal) {
        if (isRefusal || cached.get() == null) {
            loginFault = fault;
        }
    }
}
