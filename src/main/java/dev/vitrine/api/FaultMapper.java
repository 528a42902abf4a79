package dev.vitrine.api;

import dev.vitrine.model.Failure;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;

/** Maps a failure of Glance to the compute fault that the client gets. */
final class FaultMapper {
    private FaultMapper() {}

    /** Returns the fault for a question about one image, or a change to it. */
    static Fault of(Failure failure, ImageId id) {
        return switch (failure.kind()) {
            case NOT_FOUND -> Fault.imageNotFound();
            case REFUSED -> Fault.imageForbidden(id.text());
            case TOKEN_REFUSED -> Fault.unauthorized();
            case REJECTED -> Fault.badRequest(failure.message());
            case CONFLICT -> Fault.of(409, failure.message());
            case OVER_QUOTA -> Fault.of(403, "Image metadata limit exceeded");
            case UNAVAILABLE, UNKNOWN_OUTCOME -> Fault.unavailable(failure.retryAfterSeconds());
            case CHANGE_FAILED -> Fault.of(502, "The image service failed to make the change.");
            case INVALID_RESPONSE -> Fault.badGateway();
        };
    }
}
