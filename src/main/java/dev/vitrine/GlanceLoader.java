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
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecord;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.Listing.RecordCursor;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loads from Glance what the caches ask for, and has Keystone confirm in whose name it may be kept. Any event loop. */
final class GlanceLoader implements ImageCache.Loader, ListCache.Loader {
    /** A former list is used if it takes no more than this part of the byte budget. */
    private static final int FORMER_PARTS = 8;

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
    public Future<Outcome<Listing>> load(
            ListCache.Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
        ListLoad load = new ListLoad(wanted, caller, former, onSent);
        return glance.images(wanted.query(), caller, load)
                .compose(outcome -> load.end(outcome).map(outcome))
                .map(outcome -> outcome.map(load::finish))
                .recover(cause -> cause instanceof ByteBudget.ExceededException
                        ? Future.succeededFuture(Outcome.failed(Failure.Kind.UNAVAILABLE))
                        : Future.failedFuture(cause))
                .onComplete(end -> load.reservation.release());
    }

    /**
     * Renders a list, or copies from the document of the last time what Glance has sent again; the document itself serves again if
     * that is all. Finds whether the list is for the caller's token alone: its pages may wait for their turn, so that the caller's
     * class has to be recent when Glance is asked for each of them. For one list and one thread at a time.
     *
     * <p>The former list is counted while it is used, since the cache may have evicted it, and so are the records that are kept
     * for the next time. Both only save time: neither is used beyond half of the byte budget, and no former list of more than an
     * eighth of it.
     */
    private final class ListLoad implements ImageBackend.Listed {
        private final Caller caller;
        private final Runnable onSent;
        private final @Nullable Listing former;
        private final RecordCursor known;
        private final ByteBudget.Reservation reservation;
        private final ListWriter writer;
        private final ListRendering rendering;
        private final List<@Nullable KnownRecord> kept = new ArrayList<>();
        private boolean isClassRecent;
        private boolean isForTokenAlone;

        /** How many records are those with which the former list begins: they are not copied before there is another one. */
        private int unchanged;

        private boolean isChanged;

        ListLoad(ListCache.Wanted wanted, Caller caller, @Nullable Listing last, Runnable onSent) {
            this.caller = caller;
            this.onSent = onSent;
            this.reservation = budget.reserve(caller.identity().projectOrClass());
            this.former = last != null && isSmall(last) && hasRoom(last.weight()) ? last : null;
            this.known = new RecordCursor(former == null ? KnownRecords.NONE : former.records());
            this.writer = new ListWriter(wanted.view(), wanted.detail(), reservation::add);
            this.rendering = new ListRendering(loops, writer, wanted.detail(), reservation);
        }

        @Override
        public void onSent() {
            isClassRecent = isClassRecent(caller);
            onSent.run();
        }

        @Override
        public RecordCursor known() {
            return known;
        }

        @Override
        public void image(Image image, byte @Nullable [] record) {
            change();
            rendering.add(image);
            KnownRecord one = record == null ? null : new KnownRecord(record, image);
            kept.add(one != null && hasRoom(one.weight()) ? one : null);
            isForTokenAlone |= image.isForTokenAlone(caller.identity(), isClassRecent);
        }

        /** Where a former list takes much of the budget, the list itself may not find room beside it. */
        private boolean isSmall(Listing last) {
            return (long) FORMER_PARTS * last.weight() <= budget.maxBytes();
        }

        private boolean hasRoom(int bytes) {
            return 2 * (budget.used() + bytes) <= budget.maxBytes() && reservation.tryAdd(bytes);
        }

        @Override
        public void known(int index) {
            if (!isChanged && index == unchanged) {
                unchanged++;
            } else {
                change();
                rendering.copy(Objects.requireNonNull(former), index, index + 1);
            }
            KnownRecord record = Objects.requireNonNull(former).records().record(index);
            kept.add(record);
            isForTokenAlone |=
                    Image.isForTokenAlone(record.visibility(), record.owner(), caller.identity(), isClassRecent);
        }

        /** The list is another one than the last time. */
        private void change() {
            if (!isChanged && unchanged > 0) {
                rendering.copy(Objects.requireNonNull(former), 0, unchanged);
            }
            isChanged = true;
        }

        /** Returns when all is rendered, as {@link ListRendering#done}; of a list that has failed nothing more is. */
        Future<Boolean> end(Outcome<Page> outcome) {
            if (outcome instanceof Outcome.Found
                    && (former == null || unchanged != former.page().count())) {
                change();
            }
            return rendering.done();
        }

        Listing finish(Page page) {
            Listing listing = former != null && !isChanged
                    ? new Listing(former.document(), page, false, former.records())
                    : writer.finish(page).withRecords(KnownRecords.of(kept, writer.bounds()));
            return isForTokenAlone ? listing.forTokenAlone() : listing;
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
