package dev.vitrine.api;

import dev.vitrine.codec.MetadataOutcome;
import dev.vitrine.config.ClientLimits;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.GatewayVerticle;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The compute images API: finds out what is asked for and by whom, makes the checks, and hands over to the operation.
 *
 * <p>The order of the checks is Nova's, and tests on requests with two faults depend on it: size of the body, token, path
 * and method, microversion, form of the body, project, end of the API, content of the body, image. Runs on the event loop
 * that read the request.
 */
public final class ApiRouter implements GatewayVerticle.Api {
    private static final Fault UNDECODABLE = Fault.badRequest("The path cannot be decoded.");
    private static final Fault TOO_LARGE = Fault.of(413, "Request is too large.");
    private static final Fault TOO_SLOW = Fault.of(408, "The request took too long to arrive.");

    private final GatewayConfig settings;
    private final ClientLimits limits;
    private final TokenValidator authentication;
    private final Operations operations;
    private final VersionsHandler versions;
    private final CacheHitHandler fastPath;

    /** Takes who says what a token is worth, and what is done for its bearer. */
    public ApiRouter(GatewayConfig settings, TokenValidator authentication, Operations operations) {
        this.settings = settings;
        this.limits = settings.listen().limits();
        this.authentication = authentication;
        this.operations = operations;
        this.versions = new VersionsHandler(new LinkBuilder(settings.links()), settings.maxMicroversion());
        this.fastPath = new CacheHitHandler(settings, authentication, operations);
    }

    @Override
    public @Nullable ApiResponse atHand(RequestContext exchange) {
        return fastPath.answer(exchange);
    }

    @Override
    public Future<ApiResponse> answer(RequestContext exchange) {
        Request request = new Request(settings, exchange);
        ApiResponse early = early(request);
        if (early != null) {
            return Future.succeededFuture(early);
        }
        Route route = request.target().route();
        if (route != null && route.takesBody(exchange.method())) {
            exchange.holdBody();
        }
        Token token = request.token();
        return authentication.verdict(token, exchange.idForBackends()).compose(verdict -> {
            if (verdict instanceof TokenValidation.Valid valid
                    && request.isWithin(valid.identity().accessRules())) {
                return routed(
                        request, new Caller(valid.identity(), token, exchange.idForBackends(), exchange.traceParent()));
            }
            return Future.succeededFuture(request.fault(
                    verdict instanceof TokenValidation.Unavailable
                            ? Fault.identityUnavailable()
                            : Fault.unauthorized()));
        });
    }

    @Override
    public ApiResponse fault(RequestContext exchange, Fault fault) {
        return new Request(settings, exchange).fault(fault);
    }

    /** Returns what is answered without a look at the token, or null. */
    private @Nullable ApiResponse early(Request request) {
        RequestContext exchange = request.exchange();
        Route route = request.target().route();
        if (exchange.hasSeveralHosts()) {
            return request.fault(Fault.badRequest("There are several Host headers."));
        }
        if (exchange.declaresMoreThan(limits.maxBody())) {
            return request.fault(TOO_LARGE).with("Connection", "close");
        }
        if (route == null) {
            ApiResponse open = versions.answer(exchange);
            return open == null && request.target().mount() == null ? request.fault(UNDECODABLE) : open;
        }
        return exchange.method().equals(HttpMethod.OPTIONS)
                ? ApiResponse.nothing().with("Allow", route.allowed())
                : null;
    }

    private Future<ApiResponse> routed(Request request, Caller caller) {
        Route route = request.target().route();
        HttpMethod method = request.exchange().method();
        if (route == null) {
            return Future.succeededFuture(
                    request.fault(request.target().wellFormed() ? Fault.notFound() : UNDECODABLE));
        }
        if (!route.allows(method)) {
            return Future.succeededFuture(request.fault(Fault.badMethod()).with("Allow", route.allowed()));
        }
        RequestedMicroversion versioned =
                RequestedMicroversion.of(request.target().mount(), request.exchange(), settings.maxMicroversion());
        if (versioned.fault() != null) {
            return Future.succeededFuture(versioned.label(request.fault(versioned.fault())));
        }
        Future<ApiResponse> answer = route.takesBody(method)
                ? withBody(request, caller, versioned)
                : checked(request, caller, versioned, null);
        return answer.map(versioned::label);
    }

    private Future<ApiResponse> withBody(Request request, Caller caller, RequestedMicroversion versioned) {
        return request.exchange().body(limits.maxBody(), limits.bodyTimeout()).transform(body -> {
            if (body.failed()) {
                Fault fault = body.cause() instanceof TimeoutException ? TOO_SLOW : TOO_LARGE;
                return Future.succeededFuture(request.fault(fault).with("Connection", "close"));
            }
            MetadataOutcome read = operations.read(request, body.result().getBytes());
            boolean unreadable = read instanceof MetadataOutcome.Refused refused && isOfForm(refused.fault());
            return unreadable
                    ? Future.succeededFuture(request.fault(((MetadataOutcome.Refused) read).fault()))
                    : checked(request, caller, versioned, read);
        });
    }

    /** What cannot be read at all is told before the project is looked at, what is read and wrong after it. */
    private static boolean isOfForm(Fault fault) {
        return fault.status() == 415 || fault.message().equals("Malformed request body");
    }

    private Future<ApiResponse> checked(
            Request request, Caller caller, RequestedMicroversion versioned, @Nullable MetadataOutcome body) {
        Fault wrong = request.refusal(caller.identity(), versioned);
        if (wrong == null && body instanceof MetadataOutcome.Refused refused) {
            wrong = refused.fault();
        }
        if (wrong != null) {
            return Future.succeededFuture(request.fault(wrong));
        }
        return request.target().route() == Route.VERSION
                ? Future.succeededFuture(versions.projectDocument(request.exchange()))
                : operations.run(request, caller, body instanceof MetadataOutcome.Values values ? values : null);
    }
}
