package dev.vitrine.keystone;

import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own token: asked for when it is first needed, kept until Keystone refuses it, one login however many
 * wait for it.
 */
final class ServiceTokenProvider {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceTokenProvider.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ServiceClient backend;
    private final Credentials credentials;
    private final Duration timeout;
    private final Clocks time;
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Token>> current = new AtomicReference<>();
    private final AtomicLong triedNanos;
    private volatile boolean hasWorked;

    ServiceTokenProvider(Vertx vertx, ServiceClient backend, KeystoneConfig settings, Clocks time) {
        this.time = time;
        this.triedNanos = new AtomicLong(time.nanos() - BETWEEN_TRIES.toNanos());
        this.vertx = vertx;
        this.backend = backend;
        this.credentials = settings.credentials();
        this.timeout = settings.backend().timeout();
    }

    /** Returns the token, or null if Keystone gives none. */
    Future<@Nullable Token> token() {
        CompletableFuture<@Nullable Token> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Token> login = current.compareAndExchange(null, mine);
        if (login == null) {
            login = mine;
            login(mine);
        }
        return Future.fromCompletionStage(login, vertx.getOrCreateContext());
    }

    /**
     * Returns whether a login has ever worked; tries if none has, but no more often than every five seconds: who asks is not
     * known, and Keystone may lock an account out for too many wrong passwords.
     */
    Future<Boolean> hasWorked() {
        return hasWorked || !mayTry() ? Future.succeededFuture(hasWorked) : token().map(Objects::nonNull);
    }

    private boolean mayTry() {
        long now = time.nanos();
        long tried = triedNanos.get();
        return now - tried >= BETWEEN_TRIES.toNanos() && triedNanos.compareAndSet(tried, now);
    }

    /** Forgets a token that Keystone refused, unless another has taken its place already. */
    void refused(Token token) {
        CompletableFuture<@Nullable Token> login = current.get();
        if (login != null && login.isDone() && token.equals(login.getNow(null))) {
            current.compareAndSet(login, null);
        }
    }

    private void login(CompletableFuture<@Nullable Token> waiters) {
        ServiceRequest call = ServiceToken.call(credentials, timeout);
        Future.succeededFuture().compose(go -> backend.send(call)).onComplete(end -> {
            Token token = end.succeeded() ? token(end.result()) : null;
            if (token == null) {
                current.compareAndSet(waiters, null);
            }
            waiters.complete(token);
        });
    }

    private @Nullable Token token(ServiceResponse reply) {
        if (reply instanceof Answered answer) {
            Token token = ServiceToken.granted(answer);
            if (token != null) {
                hasWorked = true;
                LOG.info("logged in at Keystone");
                return token;
            }
            LOG.error(
                    "Keystone refuses the gateway's own login: status {}. Check keystone-authtoken.", answer.status());
        }
        return null;
    }
}
