package dev.vitrine.glance;

import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.client.BodyReader;
import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one page's body while it arrives, and counts the images handed on. For one page and one thread. */
final class PageReader implements BodyReader {
    private static final int COPIES = 2;

    private final Set<String> moreBaseProperties;
    private final Consumer<Image> images;
    private final Reservation reservation;
    private final int countBefore;
    private PageParser parser;
    private int count;
    private @Nullable String last;
    private boolean hasNext;
    private long held;

    /**
     * Counts on from the pages that were read before this one.
     *
     * @param reservation counts what is held; whoever made it releases it
     * @param images takes the images; may throw {@link ExceededException}
     */
    PageReader(Set<String> moreBaseProperties, Page before, Reservation reservation, Consumer<Image> images) {
        this.reservation = reservation;
        this.moreBaseProperties = moreBaseProperties;
        this.images = images;
        this.countBefore = before.count();
        this.count = before.count();
        this.last = before.last();
        this.parser = new PageParser(moreBaseProperties, this::take);
    }

    private void take(Image image) {
        count++;
        last = image.id();
        images.accept(image);
    }

    /** What is held is the record that is being read, as its bytes and as its texts; the others have been handed on. */
    @Override
    public boolean read(Buffer part) {
        if (!reservation.tryAdd((long) COPIES * part.length())) {
            return false;
        }
        long before = held;
        held += (long) COPIES * part.length();
        int countBeforePart = count;
        try {
            parser.feed(part.getBytes());
        } catch (ExceededException e) {
            return false;
        }
        if (count > countBeforePart) {
            reservation.tryAdd(-before);
            held -= before;
        }
        return true;
    }

    @Override
    public boolean isLong() {
        return true;
    }

    /** An image that was handed on, from an error document that looks like a page, cannot be taken back. */
    @Override
    public boolean restart() {
        reservation.tryAdd(-held);
        held = 0;
        parser = new PageParser(moreBaseProperties, this::take);
        return count == countBefore;
    }

    /** Returns all that was read so far, at the end of this page; a page longer than asked for is invalid. */
    Outcome<Page> outcome(int limit) {
        try {
            hasNext = parser.finish() && count > countBefore;
        } catch (MalformedRecordException e) {
            return new Outcome.Failed<>(GlanceResponse.invalid(e.reason()));
        }
        return count - countBefore > limit
                ? new Outcome.Failed<>(GlanceResponse.invalid("more images than asked for"))
                : new Outcome.Found<>(new Page(count, last));
    }

    /** Returns what was read so far of this page and those before, whether or not this one ended well. */
    Page readSoFar() {
        return new Page(count, last);
    }

    /** Returns whether Glance has more. */
    boolean hasNext() {
        return hasNext;
    }
}
