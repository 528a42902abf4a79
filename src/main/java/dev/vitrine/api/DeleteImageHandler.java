package dev.vitrine.api;

import dev.vitrine.api.request.Preconditions;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Deletes an image. */
final class DeleteImageHandler implements Handler<RoutingContext> {
    private final ImageCache images;
    private final ImageWriteQueue writes;
    private final ImageBackend glance;

    DeleteImageHandler(ApiServices services) {
        this.images = services.images();
        this.writes = services.writes();
        this.glance = services.glance();
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        writes.respondInTurn(ctx, id -> deleteIfMet(request, id));
    }

    /** Reads the image from Glance if there are preconditions. */
    private Future<ApiResponse> deleteIfMet(ApiRequest request, ImageId id) {
        if (Preconditions.of(request.context()).isEmpty()) {
            return delete(request, id);
        }
        return writes.withCurrent(
                glance,
                id,
                request,
                image -> request.ifMet(
                        () -> ShowImageHandler.shown(request, images, image),
                        image.updated(),
                        () -> delete(request, id)));
    }

    private Future<ApiResponse> delete(ApiRequest request, ImageId id) {
        if (request.context().isGone()) {
            return Future.succeededFuture(request.fault(Fault.unavailable()));
        }
        return writes.send(id, request.caller().identity(), () -> glance.delete(id, request.caller()))
                .map(outcome -> outcome instanceof Outcome.Failed<ImageId> failed
                        ? request.fault(fault(failed.failure(), id))
                        : ApiResponse.nothing());
    }

    /** Clients compare Nova's words, so Glance's own about a protected image are not shown. */
    private static Fault fault(Failure failure, ImageId id) {
        return failure.kind() == Kind.REFUSED
                ? Fault.of(403, "You are not allowed to delete the image.")
                : FaultMapper.of(failure, id);
    }
}
