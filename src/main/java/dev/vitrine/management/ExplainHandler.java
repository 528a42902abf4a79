package dev.vitrine.management;

import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Traces;
import dev.vitrine.metrics.Traces.Answered;
import dev.vitrine.metrics.Traces.Called;
import dev.vitrine.metrics.Traces.Trace;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code vitrine explain} asks for.
 *
 * <pre>
 *   GET /token           what is remembered of the token in X-Auth-Token, which is never told itself; asks nobody
 *   PUT /requests/{id}   from now on, for a minute, the request with this global id is watched; at most 16 are
 *   GET /requests/{id}   what became of it: the answer, and the calls that were made for it; whoever has read of the
 *                        answer has read for the last time
 * </pre>
 */
public final class ExplainHandler {
    private static final String TOKEN = "/token";
    private static final String REQUESTS = "/requests/";
    private static final Pattern ID = Pattern.compile("req-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final TokenValidator authentication;
    private final Traces traces;

    /** Takes who knows tokens, and who keeps what is asked for. */
    public ExplainHandler(TokenValidator authentication, Traces traces) {
        this.authentication = authentication;
        this.traces = traces;
    }

    static boolean isOne(String path) {
        return path.equals(TOKEN) || path.startsWith(REQUESTS);
    }

    void answer(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        String method = request.method().name();
        String id = path.startsWith(REQUESTS) ? path.substring(REQUESTS.length()) : "";
        if (path.equals(TOKEN)) {
            if (method.equals("GET")) {
                token(request);
            } else {
                Responses.notAllowed(request, "GET");
            }
        } else if (!ID.matcher(id).matches()) {
            Responses.answer(request, 404, "No id of a request: req- and a UUID.\n");
        } else if (method.equals("PUT")) {
            watch(request, id);
        } else if (method.equals("GET")) {
            tell(request, id);
        } else {
            Responses.notAllowed(request, "GET, PUT");
        }
    }

    private void token(HttpServerRequest request) {
        String shown = request.getHeader("X-Auth-Token");
        if (shown == null) {
            Responses.answer(request, 400, "The token belongs into X-Auth-Token.\n");
            return;
        }
        Token token = new Token(shown.strip());
        Responses.json(request, 200, document(token, authentication.known(token)));
    }

    private static JsonObject document(Token token, @Nullable TokenValidation verdict) {
        JsonObject document = new JsonObject().put("token", token.digest().toString());
        if (verdict instanceof TokenValidation.Valid valid) {
            Identity identity = valid.identity();
            return document.put("verdict", "valid")
                    .put("project", identity.project() instanceof Identity.Project.Of of ? of.id() : null)
                    .put("access_class", identity.accessClass().toString())
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
        return document.put("verdict", verdict == null ? "unknown" : "invalid");
    }

    private void watch(HttpServerRequest request, String id) {
        if (traces.watch(id)) {
            Responses.json(request, 200, new JsonObject().put("watched", id));
        } else {
            Responses.answer(request, 503, "Too many requests are watched; one of them is no longer in a minute.\n");
        }
    }

    private void tell(HttpServerRequest request, String id) {
        Trace trace = traces.of(id);
        if (trace == null) {
            Responses.answer(request, 404, "This request is not watched.\n");
            return;
        }
        Answered answered = trace.answered();
        JsonObject document = new JsonObject().put("id", id);
        if (answered != null) {
            traces.forget(id);
            document.put(
                    "answer",
                    new JsonObject()
                            .put("status", answered.status())
                            .put("cache", answered.cache())
                            .put("seconds", answered.nanos() / 1e9));
            document.put("calls", calls(trace.calls(), answered.startNanos()));
        }
        Responses.json(request, 200, document);
    }

    private static JsonArray calls(List<Called> calls, long startNanos) {
        JsonArray told = new JsonArray();
        for (Called call : calls) {
            told.add(new JsonObject()
                    .put("service", call.service())
                    .put("call", call.what())
                    .put("outcome", call.outcome())
                    .put("after_seconds", (call.startNanos() - startNanos) / 1e9)
                    .put("seconds", call.nanos() / 1e9));
        }
        return told;
    }
}
