package dev.vitrine.keystone;

import dev.vitrine.client.FailureReason;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Keystone v3 what a token is worth.
 *
 * <p>404 is the client's fault, 401 is ours: then the gateway logs in anew and asks once more. Whatever else comes is
 * no verdict.
 */
final class KeystoneClient {
    private static final Logger LOG = LoggerFactory.getLogger(KeystoneClient.class);
    private static final String REQUEST_ID = "X-OpenStack-Request-ID";

    /** A token's description without the catalogue; roles and access rules have bounds of their own. */
    private static final int MAX_BYTES = 1 << 20;

    private final ServiceClient backend;
    private final ServiceTokenProvider login;
    private final boolean selfValidating;
    private final CacheConfig sharing;
    private final Duration timeout;

    KeystoneClient(Vertx vertx, ServiceClient backend, KeystoneConfig settings, CacheConfig sharing, Clocks time) {
        this.backend = backend;
        this.login = new ServiceTokenProvider(vertx, backend, settings, time);
        this.selfValidating = settings.credentials() instanceof Credentials.None;
        this.sharing = sharing;
        this.timeout = settings.backend().timeout();
    }

    /** Returns whether the gateway could log in once, if it has to; tries now if it never did. */
    Future<Boolean> isReady() {
        return selfValidating ? Future.succeededFuture(true) : login.hasWorked();
    }

    /** Returns Keystone's verdict; the future never fails. */
    Future<TokenValidation> validate(Token token, String requestId) {
        if (selfValidating) {
            return ask(token, token, requestId)
                    .map(reply ->
                            isUnauthorized(reply) ? new TokenValidation.Invalid() : verdict(token, reply, requestId));
        }
        return asService(token, requestId)
                .compose(reply -> isUnauthorized(reply) ? asService(token, requestId) : Future.succeededFuture(reply))
                .map(reply -> verdict(token, reply, requestId));
    }

    private Future<ServiceResponse> asService(Token token, String requestId) {
        return login.token().compose(service -> {
            if (service == null) {
                return Future.succeededFuture(ServiceResponse.failed(FailureReason.UNREACHABLE, "Keystone"));
            }
            return ask(token, service, requestId).onSuccess(reply -> {
                if (isUnauthorized(reply)) {
                    login.refused(service);
                }
            });
        });
    }

    private Future<ServiceResponse> ask(Token token, Token asker, String requestId) {
        Map<String, String> headers = Map.of(
                "Accept",
                "application/json",
                "X-Auth-Token",
                asker.secret(),
                "X-Subject-Token",
                token.secret(),
                // Promises to hold the bearer to the rules: without it Keystone refuses tokens that have any.
                "OpenStack-Identity-Access-Rules",
                "1.0",
                REQUEST_ID,
                requestId);
        return backend.send(new ServiceRequest(
                null, HttpMethod.GET, "/v3/auth/tokens?nocatalog", headers, null, MAX_BYTES, timeout));
    }

    private static boolean isUnauthorized(ServiceResponse reply) {
        return reply instanceof Answered answer && answer.status() == 401;
    }

    private TokenValidation verdict(Token token, ServiceResponse reply, String requestId) {
        if (reply instanceof Answered answer) {
            // A load balancer with no Keystone behind it may say 404 too, but it knows no request ids.
            if (answer.status() == 404 && answer.headers().contains(REQUEST_ID)) {
                return new TokenValidation.Invalid();
            }
            if (answer.status() == 200 && answer.isJson()) {
                Identity identity = TokenDocument.identity(answer.body().getBytes(), token, sharing);
                if (identity != null) {
                    return new TokenValidation.Valid(identity);
                }
            }
            LOG.warn("Keystone gives no verdict over {}: status {} ({})", token, answer.status(), requestId);
        }
        return new TokenValidation.Unavailable();
    }
}
