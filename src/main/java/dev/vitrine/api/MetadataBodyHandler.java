package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.codec.metadata.MetadataBody;
import dev.vitrine.codec.metadata.MetadataOutcome;
import dev.vitrine.codec.metadata.MetadataWrite;
import dev.vitrine.config.listen.ClientLimits;
import dev.vitrine.model.Fault;
import dev.vitrine.server.RequestBody;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeoutException;

/**
 * Reads the body of a metadata write. What cannot be parsed is refused at once; what is parsed and wrong is refused after
 * the check of the project, as Nova does.
 */
final class MetadataBodyHandler implements Handler<RoutingContext> {
    /** For the log and the metrics: the client has gone. */
    private static final Fault INCOMPLETE = Fault.badRequest("The request body broke off.");

    private static final Fault TOO_SLOW = Fault.of(408, "The request took too long to arrive.");

    /** The bytes as they arrive, which grow by copying, whole as an array, and as parsed texts. */
    private static final int COPIES = 4;

    private final Vertx vertx;
    private final ClientLimits limits;
    private final ByteBudget budget;

    MetadataBodyHandler(Vertx vertx, ClientLimits limits, ByteBudget budget) {
        this.vertx = vertx;
        this.limits = limits;
        this.budget = budget;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        String project = request.caller().identity().projectOrClass();
        Reservation held = budget.reserve(project);
        ctx.addEndHandler(end -> held.release());
        // As it arrives, not by its declaration: a body that never comes takes no memory, and must take none of others'
        // share.
        request.context()
                .body(vertx, limits.bodyTimeout(), project, bytes -> held.tryAdd((long) COPIES * bytes))
                .onSuccess(body -> parse(ctx, request, body))
                .onFailure(cause -> ctx.fail(failure(request, cause)));
    }

    /** The rest of a body that is not whole is not read, so the connection is closed. */
    private static FaultException failure(ApiRequest request, Throwable cause) {
        boolean isWhole = request.context().request().isEnded();
        return isWhole
                ? new FaultException(Check.BODY, fault(cause))
                : FaultException.closing(Check.BODY, fault(cause));
    }

    private static Fault fault(Throwable cause) {
        if (cause instanceof RequestBody.NoPlace) {
            return Fault.unavailable();
        }
        return cause instanceof TimeoutException
                ? TOO_SLOW
                : cause instanceof RequestBody.TooLarge ? RequestChecks.TOO_LARGE : INCOMPLETE;
    }

    private static void parse(RoutingContext ctx, ApiRequest request, Buffer body) {
        MetadataOutcome outcome = MetadataBody.read(
                write(request), request.context().header("Content-Type"), body.getBytes(), request.isLegacy());
        if (outcome instanceof MetadataOutcome.Refused refused && refused.isBeforeProjectCheck()) {
            ctx.fail(new FaultException(Check.BODY, refused.fault()));
        } else {
            request.setBody(outcome);
            ctx.next();
        }
    }

    private static MetadataWrite write(ApiRequest request) {
        if (request.path().route() == ApiRoute.ITEM) {
            return MetadataWrite.set(request.path().key());
        }
        return request.context().method().equals(HttpMethod.POST) ? MetadataWrite.MERGE : MetadataWrite.REPLACE;
    }
}
