package dev.vitrine.keystone;

import dev.vitrine.async.EventLoops;
import dev.vitrine.client.FailureReason;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.identity.TraceContext;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Outcome;
import dev.vitrine.tracing.TraceLabels;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates tokens at Keystone v3, with {@code GET /v3/auth/tokens}.
 *
 * <p>Keystone is asked whether a token is valid though it has expired only where that is wanted.
 *
 * <p>A 404 means that the client's token is invalid. A 401 means that the gateway's own token is: then it logs in again and
 * repeats the call once. Any other response but a 200 is no validation.
 */
final class KeystoneClient {
    private static final Logger LOG = LoggerFactory.getLogger(KeystoneClient.class);

    /** A token document without the catalogue; roles and access rules have bounds of their own. */
    private static final int MAX_BYTES = 1 << 20;

    private final ServiceClient client;
    private final ServiceTokenProvider serviceTokens;
    private final boolean isSelfValidating;
    private final CacheConfig cacheConfig;
    private final Set<String> serviceRoles;
    private final Duration timeout;
    private volatile @Nullable LoginFault refusal;

    KeystoneClient(
            EventLoops loops, ServiceClient client, KeystoneConfig settings, CacheConfig cacheConfig, Clocks clocks) {
        this.client = client;
        this.serviceTokens = new ServiceTokenProvider(loops, client, settings, clocks);
        this.isSelfValidating = settings.credentials() instanceof Credentials.None;
        this.cacheConfig = cacheConfig;
        this.serviceRoles = settings.serviceTokens().roles();
        this.timeout = settings.backend().timeout();
    }

    /** As {@link KeystoneTokenValidator#feed}. */
    void feed(CatalogEndpoints endpoints) {
        serviceTokens.feed(endpoints);
    }

    /** Returns whether the gateway could log in once, if it has to; tries now if it never did. */
    Future<Boolean> isReady() {
        return isSelfValidating ? Future.succeededFuture(true) : serviceTokens.isReady();
    }

    /** Returns why the gateway's last login, or its last call with its own token, failed; null if it did not. */
    @Nullable
    LoginFault loginFault() {
        LoginFault fault = serviceTokens.loginFault();
        return fault == null ? refusal : fault;
    }

    /**
     * What to validate, and on whose behalf.
     *
     * @param requestId the id of the client's request
     * @param source against whose share the call counts: a project, or what stands for one
     * @param mayBeExpired whether the token is valid also for some time after its expiry, for Keystone's
     *     {@code [token] allow_expired_window}
     * @param trace where the client's request is in a distributed trace; null if that is not known
     * @param isAbandoned whether no client waits for the validation any more: then Keystone is not asked
     */
    record ValidationRequest(
            Token token,
            String requestId,
            String source,
            boolean mayBeExpired,
            @Nullable TraceContext trace,
            BooleanSupplier isAbandoned) {}

    /** Returns Keystone's validation of a token; the future never fails. */
    Future<TokenValidation> validate(ValidationRequest request) {
        if (isSelfValidating) {
            return send(request, request.token)
                    .map(response ->
                            isUnauthorized(response) ? new TokenValidation.Invalid() : validation(request, response));
        }
        return sendAsService(request)
                .compose(response ->
                        isUnauthorized(response) ? sendAsService(request) : Future.succeededFuture(response))
                .onSuccess(this::noteRefusal)
                .map(response -> validation(request, response));
    }

    private Future<ServiceResponse> sendAsService(ValidationRequest request) {
        return serviceTokens.token().compose(outcome -> {
            if (!(outcome instanceof Outcome.Found<Token> service)) {
                return Future.succeededFuture(ServiceResponse.failed(FailureReason.UNREACHABLE, "Keystone"));
            }
            return send(request, service.value()).onSuccess(response -> {
                if (isUnauthorized(response)) {
                    serviceTokens.invalidate(service.value());
                }
            });
        });
    }

    private Future<ServiceResponse> send(ValidationRequest request, Token service) {
        Map<String, String> headers = Map.of(
                "Accept",
                "application/json",
                "X-Auth-Token",
                service.secret(),
                "X-Subject-Token",
                request.token.secret(),
                // Promises to enforce access rules: without it Keystone refuses tokens that have any.
                "OpenStack-Identity-Access-Rules",
                "1.0");
        return client.send(new ServiceRequest(
                request.source,
                request.requestId,
                HttpMethod.GET,
                request.mayBeExpired ? "/v3/auth/tokens?nocatalog&allow_expired=1" : "/v3/auth/tokens?nocatalog",
                headers,
                null,
                MAX_BYTES,
                timeout,
                request.isAbandoned,
                request.trace,
                null));
    }

    /** What is no response says nothing of the gateway's own token. */
    private void noteRefusal(ServiceResponse response) {
        if (response instanceof Answered answer) {
            refusal = LoginFault.ofValidation(answer);
        }
    }

    private static boolean isUnauthorized(ServiceResponse response) {
        return response instanceof Answered answer && answer.status() == 401;
    }

    private TokenValidation validation(ValidationRequest request, ServiceResponse response) {
        TokenValidation validation = read(request, response);
        if (LOG.isDebugEnabled()) {
            LOG.debug("token {}: {} (request {})", request.token, word(validation), request.requestId);
        }
        return validation;
    }

    private static String word(TokenValidation validation) {
        if (validation instanceof TokenValidation.Valid valid) {
            Identity identity = valid.identity();
            return "valid until " + identity.expires() + ", access class " + identity.accessClass();
        }
        return validation instanceof TokenValidation.Invalid ? "not valid" : "not validated";
    }

    private TokenValidation read(ValidationRequest request, ServiceResponse response) {
        if (response instanceof Answered answer) {
            // A load balancer without a Keystone behind it may answer 404 too, but without a request id.
            if (answer.status() == 404 && answer.headers().contains(ServiceRequest.REQUEST_ID)) {
                return new TokenValidation.Invalid();
            }
            if (answer.status() == 200 && answer.isJson()) {
                Identity identity =
                        TokenDocument.identity(answer.body().getBytes(), request.token, cacheConfig, serviceRoles);
                if (identity != null) {
                    return new TokenValidation.Valid(identity);
                }
            }
            TraceLabels.label(LOG.atWarn(), request.trace)
                    .log(
                            "Keystone token validation failed: unexpected response with status {} for {} (request {})",
                            answer.status(),
                            request.token,
                            request.requestId);
        }
        return new TokenValidation.Unavailable();
    }
}
