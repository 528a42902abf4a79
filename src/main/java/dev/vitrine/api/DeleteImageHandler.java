package dev.vitrine.api;

import dev.vitrine.glance.ImageBackend;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;

/** The end of an image. */
final class DeleteImageHandler {
    private final ImageWriteQueue changes;
    private final ImageBackend backend;

    DeleteImageHandler(ImageWriteQueue changes, ImageBackend backend) {
        this.changes = changes;
        this.backend = backend;
    }

    Future<ApiResponse> answer(Request request, Caller caller, ImageId id) {
        return changes.inTurn(
                id,
                () -> changes.send(id, () -> backend.delete(id, caller))
                        .map(outcome -> outcome instanceof Outcome.Failed<ImageId> failed
                                ? request.fault(fault(failed.failure(), id))
                                : ApiResponse.nothing()),
                () -> request.fault(Fault.unavailable()));
    }

    /** Clients compare Nova's words, so Glance's own about a protected image are not shown. */
    private static Fault fault(Failure failure, ImageId id) {
        return failure.kind() == Kind.REFUSED
                ? Fault.of(403, "You are not allowed to delete the image.")
                : FaultMapper.of(failure, id);
    }
}
