package dev.vitrine;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.identity.Caller;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Loads from Glance what the caches ask for, and has Keystone confirm in whose name it may be kept. Any event loop. */
final class GlanceLoader implements ImageCache.Loader, ListCache.Loader {
    private final EventLoops loops;
    private final ImageBackend glance;
    private final TokenValidator tokens;
    private final ByteBudget budget;

    GlanceLoader(EventLoops loops, ImageBackend glance, TokenValidator tokens, ByteBudget budget) {
        this.loops = loops;
        this.glance = glance;
        this.tokens = tokens;
        this.budget = budget;
    }

    @Override
    public Future<Outcome<Image>> load(ImageId id, Caller caller) {
        return glance.image(id, caller);
    }

    /** A list is rendered while it is read. Its document is counted as it grows, until it is cached or handed on. */
    @Override
    public Future<Outcome<Listing>> load(ListCache.Wanted wanted, Caller caller) {
        ByteBudget.Reservation reservation = budget.reserve(caller.identity().projectOrClass());
        ListWriter writer = new ListWriter(wanted.view(), wanted.detail(), reservation::add);
        ListRendering rendering = new ListRendering(loops, writer, reservation);
        // An entry of a brief list is short, however large the image.
        Consumer<Image> entries = wanted.detail() ? rendering::add : writer::add;
        boolean isClassRecent = isClassRecent(caller);
        AtomicBoolean isForTokenAlone = new AtomicBoolean();
        return glance.images(wanted.query(), caller, image -> {
                    entries.accept(image);
                    if (image.isForTokenAlone(caller.identity(), isClassRecent)) {
                        isForTokenAlone.set(true);
                    }
                })
                .compose(outcome -> rendering.done().map(outcome))
                .map(outcome -> outcome.map(page -> {
                    Listing listing = writer.finish(page);
                    return isForTokenAlone.get() ? listing.forTokenAlone() : listing;
                }))
                .recover(cause -> cause instanceof ByteBudget.ExceededException
                        ? Future.succeededFuture(Outcome.failed(Failure.Kind.UNAVAILABLE))
                        : Future.failedFuture(cause))
                .onComplete(end -> reservation.release());
    }

    @Override
    public boolean isClassRecent(Caller caller) {
        return tokens.isClassRecent(caller);
    }

    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        return tokens.isClassConfirmed(caller);
    }
}
