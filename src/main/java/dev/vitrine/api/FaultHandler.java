package dev.vitrine.api;

import dev.vitrine.model.Fault;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import dev.vitrine.tracing.TraceLabels;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of failures, the Router's and of what is answered before it. A check that fails does so with a {@link
 * FaultException}, whose fault is made into a response here; any other exception is a bug: it is logged, and the client gets
 * a 500 that says nothing of it. Failures of Glance are ordinary responses of the operations: see {@link FaultMapper}.
 */
final class FaultHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        if (ctx.failure() == null && ctx.statusCode() == 503) {
            // The request's deadline: see TimeoutHandler.
            respond(request, new FaultException(Check.DEADLINE, Fault.unavailable()));
        } else {
            respond(request, ctx.failure());
        }
    }

    /** Responds to a request that failed with this cause. */
    void respond(ApiRequest request, @Nullable Throwable cause) {
        FaultException known = known(cause);
        if (known == null) {
            RequestContext context = request.context();
            TraceLabels.label(LOG.atError(), context.trace())
                    .setCause(cause)
                    .log("bug: {} {} failed (request {})", context.method(), context.rawPath(), context.requestId());
            known = new FaultException(Check.BUG, Fault.internal());
        }
        request.context().setRefusedBy(known.check().word());
        ApiResponse response = request.fault(known.fault());
        for (Map.Entry<String, String> header : known.headers().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        request.respond(response);
    }

    /** vertx-web's authentication handler wraps what its authenticator failed with. */
    private static @Nullable FaultException known(@Nullable Throwable cause) {
        Throwable unwrapped = cause instanceof HttpException ? cause.getCause() : cause;
        return unwrapped instanceof FaultException fault ? fault : null;
    }
}
