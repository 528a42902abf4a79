package dev.vitrine.compute;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.http.Answer;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Changes to images: one after the other for each image, since Glance itself reads, changes and writes back; and every
 * one of them, however it ended, makes the gateway forget what it knew before its client hears of it.
 *
 * <p>Nothing is remembered from the answer to a change: two answers may come in another order than the changes were made.
 */
final class Changes {
    private final Vertx vertx;
    private final ImageCache images;
    private final ListCache lists;
    private final ConcurrentMap<ImageId, CompletableFuture<Answer>> last = new ConcurrentHashMap<>();

    Changes(Vertx vertx, ImageCache images, ListCache lists) {
        this.vertx = vertx;
        this.images = images;
        this.lists = lists;
    }

    /** Makes a change when those to the same image that came before it have ended. */
    Future<Answer> inTurn(ImageId id, Supplier<Future<Answer>> change) {
        ImageId key = canonical(id);
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> earlier = last.put(key, mine);
        Future<?> turn = earlier == null
                ? Future.succeededFuture()
                : Future.fromCompletionStage(earlier, vertx.getOrCreateContext())
                        .otherwiseEmpty();
        return turn.compose(go -> change.get()).onComplete(end -> {
            last.remove(key, mine);
            if (end.succeeded()) {
                mine.complete(end.result());
            } else {
                mine.completeExceptionally(end.cause());
            }
        });
    }

    /** Forgets what was known of an image to which a change was sent; an unsure end makes it unknowable for a while. */
    void settle(ImageId id, Outcome<?> outcome) {
        if (outcome.isFailure(Kind.UNCERTAIN)) {
            images.distrust(canonical(id));
        } else {
            images.invalidate(canonical(id));
        }
        lists.invalidate();
    }

    /** Glance may take another spelling of an id for the same image. */
    private static ImageId canonical(ImageId id) {
        return id.canonical()
                ? id
                : Objects.requireNonNull(ImageId.parse(id.text().toLowerCase(Locale.ROOT)));
    }
}
