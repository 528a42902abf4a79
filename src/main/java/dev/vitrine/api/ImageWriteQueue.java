package dev.vitrine.api;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.Loop;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes to images: one after the other for each image, since Glance itself reads, changes and writes back; and every
 * one of them, however it ended, makes the gateway forget what it knew before its client hears of it.
 *
 * <p>Nothing is remembered from the answer to a change: two answers may come in another order than the changes were made.
 */
public final class ImageWriteQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ImageWriteQueue.class);

    private final ImageCache images;
    private final ListCache lists;
    private final KeyedQueue<ImageId> turns;

    /** Takes how long a change may wait for those before it. */
    public ImageWriteQueue(Loop loop, Duration patience, ImageCache images, ListCache lists) {
        this.images = images;
        this.lists = lists;
        this.turns = new KeyedQueue<>(loop, patience);
    }

    /** Makes a change when those to the same image that came before it have ended; the refusal if there are too many. */
    Future<ApiResponse> inTurn(ImageId id, Supplier<Future<ApiResponse>> change, Supplier<ApiResponse> refusal) {
        return turns.take(canonical(id), change, refusal);
    }

    /**
     * Sends a change to the backend. In this order: nothing of the image is kept any more; the change is sent; image and
     * lists are forgotten; then the caller hears of it.
     */
    <T> Future<Outcome<T>> send(ImageId id, Supplier<Future<Outcome<T>>> change) {
        ImageId key = canonical(id);
        images.beginWrite(key);
        return Future.succeededFuture()
                .compose(go -> change.get())
                .otherwise(bug -> {
                    LOG.error("a bug: a change to {} has failed in place of ending in a value", key, bug);
                    return Outcome.failed(Kind.UNKNOWN_OUTCOME);
                })
                .map(outcome -> {
                    images.endWrite(key, outcome);
                    lists.invalidate();
                    return outcome;
                });
    }

    /** Glance may take another spelling of an id for the same image. */
    private static ImageId canonical(ImageId id) {
        return id.canonical()
                ? id
                : Objects.requireNonNull(ImageId.parse(id.text().toLowerCase(Locale.ROOT)));
    }
}
