package dev.vitrine.management;

import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Traces;
import dev.vitrine.metrics.Traces.Trace;
import dev.vitrine.metrics.Traces.TracedCall;
import dev.vitrine.metrics.Traces.TracedResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code vitrine explain} asks for: the cached validation of a token, and the trace of one request.
 *
 * <pre>
 *   GET /token           cached validation of the token in X-Auth-Token; the response never contains the token, and
 *                        Keystone is not asked
 *   PUT /requests/{id}   starts a trace of the request with this global id, for a minute; at most 16 at once
 *   GET /requests/{id}   the trace: the response and the calls to services; a trace with a response is removed when read
 * </pre>
 */
public final class ExplainHandler implements ManagementResource {
    private static final Pattern ID = Pattern.compile("req-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final TokenValidator validator;
    private final Traces traces;

    /** Makes the handler of this token cache and these traces. */
    public ExplainHandler(TokenValidator validator, Traces traces) {
        this.validator = validator;
        this.traces = traces;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/token")
                .guardedBy(auth)
                .on(HttpMethod.GET, this::token)
                .end();
        ExactPath.below(router, "/requests/")
                .guardedBy(auth)
                .on(HttpMethod.GET, onRequestId(this::trace))
                .on(HttpMethod.PUT, onRequestId(this::startTrace))
                .end();
    }

    private void token(RoutingContext context) {
        String text = context.request().getHeader("X-Auth-Token");
        if (text == null) {
            Responses.text(context, 400, "X-Auth-Token: the token is required.\n");
            return;
        }
        Token token = new Token(text.strip());
        Responses.json(context, 200, document(token, validator.cached(token)));
    }

    private static JsonObject document(Token token, @Nullable TokenValidation cached) {
        JsonObject document = new JsonObject().put("token", token.digest().toString());
        if (cached instanceof TokenValidation.Valid valid) {
            Identity identity = valid.identity();
            return document.put("validation", "valid")
                    .put("project", identity.project() instanceof Identity.Project.Of of ? of.id() : null)
                    .put("access_class", identity.accessClass().toString())
                    .put("token_class", identity.tokenClass().toString())
                    .put(
                            "role_class",
                            identity.roleClass() == null
                                    ? null
                                    : identity.roleClass().toString())
                    .put(
                            "expires",
                            identity.expires().equals(Instant.MAX)
                                    ? null
                                    : identity.expires().toString());
        }
        return document.put("validation", cached == null ? "not-cached" : "invalid");
    }

    private static Handler<RoutingContext> onRequestId(BiConsumer<RoutingContext, String> handler) {
        return context -> {
            String id = ExactPath.lastSegment(context);
            if (ID.matcher(id).matches()) {
                handler.accept(context, id);
            } else {
                Responses.text(context, 404, "Not the id of a request: req- and a UUID.\n");
            }
        };
    }

    private void startTrace(RoutingContext context, String id) {
        if (traces.start(id)) {
            Responses.json(context, 200, new JsonObject().put("traced", id));
        } else {
            Responses.text(context, 503, "Too many requests are traced; a trace ends after a minute.\n");
        }
    }

    private void trace(RoutingContext context, String id) {
        Trace trace = traces.find(id);
        if (trace == null) {
            Responses.text(context, 404, "This request is not traced.\n");
            return;
        }
        TracedResponse response = trace.response();
        JsonObject document = new JsonObject().put("id", id);
        if (response != null) {
            traces.remove(id);
            document.put(
                    "response",
                    new JsonObject()
                            .put("status", response.status())
                            .put("cache", response.cache())
                            .put("refused_by", response.refusedBy())
                            .put("seconds", response.nanos() / 1e9));
            document.put("calls", calls(trace.calls(), response.startNanos()));
        }
        Responses.json(context, 200, document);
    }

    private static JsonArray calls(List<TracedCall> calls, long startNanos) {
        JsonArray array = new JsonArray();
        for (TracedCall call : calls) {
            array.add(new JsonObject()
                    .put("service", call.service())
                    .put("call", call.what())
                    .put("outcome", call.outcome())
                    .put("after_seconds", (call.startNanos() - startNanos) / 1e9)
                    .put("seconds", call.nanos() / 1e9));
        }
        return array;
    }
}
