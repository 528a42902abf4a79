package dev.vitrine.cache;

import dev.vitrine.identity.Identity;
import dev.vitrine.model.ImageId;
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
}
