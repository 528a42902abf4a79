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
    public Future<Outcome<Listing>> load(ListCache.Wanted wanted, Caller caller, Runnable onSent) {
        ByteBudget.Reservation reservation = budget.reserve(caller.identity().projectOrClass());
        ListWriter writer = new ListWriter(wanted.view(), wanted.detail(), reservation::add);
        ListRendering rendering = new ListRendering(loops, writer, reservation);
        // An entry of a brief list is short, however large the image.
        Consumer<Image> entries = wanted.detail() ? rendering::add : writer::add;
        ListReader reader = new ListReader(caller, onSent, entries);
        return glance.images(wanted.query(), caller, reader)
                .compose(outcome -> rendering.done().map(outcome))
                .map(outcome -> outcome.map(page -> {
                    Listing listing = writer.finish(page);
                    return reader.isForTokenAlone ? listing.forTokenAlone() : listing;
                }))
                .recover(cause -> cause instanceof ByteBudget.ExceededException
                        ? Future.succeededFuture(Outcome.failed(Failure.Kind.UNAVAILABLE))
                        : Future.failedFuture(cause))
                .onComplete(end -> reservation.release());
    }

    /**
     * Takes the images of a list, and finds whether it is for the caller's token alone. Its pages may wait for their turn, so
     * that the caller's class has to be recent when Glance is asked for each of them.
     */
    private final class ListReader implements ImageBackend.Listed {
        private final Caller caller;
        private final Runnable onSent;
        private final Consumer<Image> entries;
        private boolean isClassRecent;
        private boolean isForTokenAlone;

        ListReader(Caller caller, Runnable onSent, Consumer<Image> entries) {
            this.caller = caller;
            this.onSent = onSent;
            this.entries = entries;
        }

        @Override
        public void onSent() {
            isClassRecent = isClassRecent(caller);
            onSent.run();
        }

        @Override
        public void image(Image image) {
            entries.accept(image);
            isForTokenAlone |= image.isForTokenAlone(caller.identity(), isClassRecent);
        }
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
