package dev.vitrine.cache;

import dev.vitrine.identity.Identity;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A write to an image that is in progress: {@link ImageCache#beginWrite} begins it, {@link ImageCache#endWrite} ends it. */
public final class ImageWrite {
    private final ImageId id;
    private final Identity identity;
    private final Promise<Void> end = Promise.promise();

    ImageWrite(ImageId id, Identity identity) {
        this.id = id;
        this.identity = identity;
    }

    ImageId id() {
        return id;
    }

    /** Returns who writes. */
    Identity identity() {
        return identity;
    }

    /** Returns a future that completes when the write has ended, whatever its outcome; it never fails. */
    Future<Void> ended() {
        return end.future();
    }

    void end() {
        end.tryComplete();
    }

    /** Returns whether a write with that outcome may still be committed: Glance did not say what became of it. */
    static boolean mayStillBeMade(Outcome<?> outcome) {
        return outcome.isFailure(Kind.UNKNOWN_OUTCOME) || outcome.isFailure(Kind.CHANGE_FAILED);
    }
}
