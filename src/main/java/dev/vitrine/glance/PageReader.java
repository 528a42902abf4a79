package dev.vitrine.glance;

import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.client.BodyReader;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** Reads one page's body while it arrives. For one page and one thread. */
final class PageReader implements BodyReader {
    private static final int COPIES = 2;

    private final Set<String> moreBaseProperties;
    private final ListWalk walk;
    private final Reservation reservation;
    private final long recordsBefore;
    private final long identifiedBefore;
    private final long progressBefore;
    private PageParser parser;
    private long held;
    private long sentNanos;

    /**
     * Reads the walk's next page.
     *
     * @param reservation counts what is held, and the ids that the walk keeps; whoever made it releases it
     * @param walk takes the records; whoever takes its images may throw {@link ExceededException}
     */
    PageReader(Set<String> moreBaseProperties, ListWalk walk, Reservation reservation) {
        this.reservation = reservation;
        this.moreBaseProperties = moreBaseProperties;
        this.walk = walk;
        this.recordsBefore = walk.records();
        this.identifiedBefore = walk.identified();
        this.progressBefore = walk.progress();
        this.parser = new PageParser(moreBaseProperties, walk);
    }

    /**
     * What is held is the record that is being read, as its bytes and as its texts; the others have been handed on, and their ids
     * are kept.
     */
    @Override
    public boolean read(Buffer part) {
        if (!reservation.tryAdd((long) COPIES * part.length())) {
            return false;
        }
        long before = held;
        held += (long) COPIES * part.length();
        long recordsBeforePart = walk.records();
        long idsBeforePart = walk.idBytes();
        try {
            parser.feed(part);
        } catch (ExceededException e) {
            return false;
        }
        if (walk.records() > recordsBeforePart) {
            reservation.tryAdd(-before);
            held -= before;
        }
        return reservation.tryAdd(walk.idBytes() - idsBeforePart);
    }

    /** Gives back what is held; the ids are kept. */
    void release() {
        reservation.tryAdd(-held);
        held = 0;
    }

    @Override
    public void onSent() {
        sentNanos = System.nanoTime();
        walk.onSent();
    }

    /** Returns how long ago the page was asked for. */
    long tookNanos() {
        return System.nanoTime() - sentNanos;
    }

    @Override
    public boolean isLong() {
        return true;
    }

    /** An image that was handed on, from an error document that looks like a page, cannot be taken back. */
    @Override
    public boolean restart() {
        release();
        parser = new PageParser(moreBaseProperties, walk);
        return records() == 0;
    }

    /** Returns how many records of this page were read. */
    long records() {
        return walk.records() - recordsBefore;
    }

    /**
     * Takes the end of the page and returns whether Glance has more images behind it; no more come behind an empty page.
     *
     * @param limit how many images the page was asked for
     * @throws MalformedRecordException if it is no page, longer than asked for, or repeats what the walk has passed: then what
     *     is behind the marker is not known, and the list would be short. The marker's own image at the end of the list is not
     *     such a page
     */
    boolean finish(int limit) throws MalformedRecordException {
        boolean hasNext = parser.finish();
        if (records() > limit) {
            throw new MalformedRecordException("more images than asked for");
        }
        if (hasNext && records() > 0 && walk.identified() == identifiedBefore) {
            throw new MalformedRecordException("a next page behind images without ids");
        }
        boolean isRepeated = walk.identified() > identifiedBefore && walk.progress() == progressBefore;
        boolean isMarkerAlone = !hasNext && records() == 1;
        if (isRepeated && !isMarkerAlone) {
            throw new MalformedRecordException("a page of images that were there already");
        }
        walk.endPage();
        return hasNext && records() > 0;
    }
}
