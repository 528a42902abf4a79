package dev.vitrine.glance;

import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing.RecordCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one list through Glance's pages: which page is next, and which of the images in the pages count.
 *
 * <p>Each page begins behind the last image of the one before, which Glance calls the marker. If that image is deleted
 * between two calls, Glance refuses the marker, and the walk goes on behind an image before it. Images that were there already
 * count once. The ids of all records are kept until the walk ends. For one thread.
 */
final class ListWalk implements PageParser.Records {
    /** How many of the last images can be a marker: the sum of all steps back. */
    private static final int MAX_MARKERS = 256;

    /** The first steps back are by one image, since few are deleted at once; the next ones by 16, 32, 64 and 128. */
    private static final int SINGLE_STEPS = 8;

    private static final int FIRST_LONG_STEP = 16;

    /** Steps back until Glance shows an image that is new to the walk. */
    private static final int MAX_STEPS = 12;

    /** What an id takes beside its characters: a text, its bytes' head, and an entry of a set. */
    private static final int ENTRY_BYTES = 100;

    private static final int BYTES_OF_CHARACTER = 2;

    private final ListQuery query;
    private final ImageBackend.Listed images;
    private final @Nullable RecordCursor known;
    private final BiConsumer<@Nullable String, String> malformed;
    private final Deque<String> markers = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private int maxPageSize;
    private int pageSize;
    private long idBytes;
    private long records;
    private long identified;
    private long progress;
    private int stepsBack;
    private int behind;
    private boolean isRestarted;
    private boolean isShortened;
    private int count;
    private @Nullable String last;

    /**
     * Begins behind the query's own marker.
     *
     * @param pageSize how many images Glance is asked for in one call, at most
     * @param images takes the images that count
     * @param malformed takes the id, or null, of each record that is no image, and the reason
     */
    ListWalk(
            ListQuery query, int pageSize, ImageBackend.Listed images, BiConsumer<@Nullable String, String> malformed) {
        this.query = query;
        this.maxPageSize = pageSize;
        this.pageSize = pageSize;
        this.images = images;
        this.known = images.known();
        this.malformed = malformed;
    }

    /** Returns how many images the next page may have: a part of them does not count if the gateway itself compares. */
    int pageLimit() {
        return query.compared().isEmpty() ? Math.min(query.limit() - count + behind, pageSize) : pageSize;
    }

    /** Makes all further pages so small: the last one was late. */
    void setPageSize(int images) {
        maxPageSize = images;
        shortenPages(images);
    }

    /** Makes the next page so small: the last one was too long, which its images make it and not those behind them. */
    void shortenPages(int images) {
        pageSize = images;
        isShortened = true;
    }

    /** Takes that a page has come whole. The next one may have twice as many images, up to the size of all pages. */
    void endPage() {
        pageSize = (int) Math.min(2L * pageSize, maxPageSize);
    }

    /** Returns about how many bytes of heap the ids take that are kept. */
    long idBytes() {
        return idBytes;
    }

    /** Returns which list it is. */
    ListQuery query() {
        return query;
    }

    /** Returns whether the walk has had a turn at Glance already: then it does not wait behind walks that have had none. */
    boolean isInProgress() {
        return hasBegun() || isShortened;
    }

    /** Takes that Glance is asked for a page now. */
    @Override
    public void onSent() {
        images.onSent();
    }

    /** Returns the image behind which the next page begins; null for the beginning of the list. */
    @Nullable
    String marker() {
        String own = markers.peekLast();
        return own != null || query.marker() == null ? own : query.marker().text();
    }

    /** Returns whether Glance has shown any record: if so the gateway has chosen the marker, and no client. */
    boolean hasBegun() {
        return records > 0;
    }

    /** Returns the number of records that Glance has shown, those that do not count included. */
    long records() {
        return records;
    }

    /** Returns how many of these records have an id, and so can be a marker. */
    long identified() {
        return identified;
    }

    /**
     * Returns how many records brought the walk further: those that are new to it, and those that it has to pass again after a
     * step back.
     */
    long progress() {
        return progress;
    }

    /**
     * Goes back to an image before a marker that Glance has refused, or once to the beginning of the walk if there is none;
     * returns false if it cannot go back.
     */
    boolean stepBack() {
        if (markers.isEmpty() || stepsBack == MAX_STEPS) {
            return false;
        }
        int step = stepsBack < SINGLE_STEPS ? 1 : FIRST_LONG_STEP << (stepsBack - SINGLE_STEPS);
        stepsBack++;
        for (int i = 0; i < step && !markers.isEmpty(); i++) {
            markers.removeLast();
            behind = Math.min(behind + 1, MAX_MARKERS);
        }
        return !markers.isEmpty() || mayRestart();
    }

    private boolean mayRestart() {
        boolean isFirst = !isRestarted && seen.size() <= MAX_MARKERS;
        isRestarted = true;
        return isFirst;
    }

    @Override
    public @Nullable RecordCursor known() {
        return known;
    }

    @Override
    public void image(Image image, byte @Nullable [] record) {
        if (pass(image.id()) && !isFull() && query.matches(image)) {
            count(image.id());
            images.image(image, record);
        }
    }

    /** The image of a known record matches the query, as it did when the same query was loaded the last time. */
    @Override
    public void known(int index) {
        String id = Objects.requireNonNull(known).id(index);
        if (pass(id) && !isFull()) {
            count(id);
            images.known(index);
        }
    }

    private void count(String id) {
        count++;
        last = id;
    }

    @Override
    public void malformed(@Nullable String id, String reason) {
        if (pass(id)) {
            malformed.accept(id, reason);
        }
    }

    /** Counts a record; returns false for one that was there already. */
    private boolean pass(@Nullable String id) {
        records++;
        if (id == null) {
            return true;
        }
        identified++;
        boolean isNew = seen.add(id);
        if (isNew) {
            idBytes += ENTRY_BYTES + BYTES_OF_CHARACTER * id.length();
            stepsBack = 0;
            isRestarted = false;
        }
        if (isNew || behind > 0) {
            behind -= isNew ? 0 : 1;
            progress++;
            addMarker(id);
        }
        return isNew;
    }

    /** A record that is repeated without need is no marker: the walk would go back behind it. */
    private void addMarker(String id) {
        markers.addLast(id);
        if (markers.size() > MAX_MARKERS) {
            markers.removeFirst();
        }
    }

    /** Returns whether there are as many images as the query wants. */
    boolean isFull() {
        return count >= query.limit();
    }

    /** Returns what counts of the pages so far; nothing comes behind a list without any image. */
    Page page() {
        return new Page(count, last);
    }

    /** Returns where the walk is, for the log. */
    String place() {
        return markers.isEmpty() ? "" : " behind image " + markers.getLast();
    }

    /**
     * How many images a page may have, so that Glance answers it within about a second: the time per image is a moving average
     * over all lists. Longer pages would keep the lists of other projects waiting, and come close to their timeout; shorter ones
     * cost Glance more calls, each of which has a cost of its own. Any thread.
     */
    static final class PageSize {
        private static final long TARGET_NANOS = 1_000_000_000;

        /** With still shorter pages, the calls' own cost would make the time per image grow, and the pages shorter still. */
        private static final int MIN = 100;

        private final int max;
        private long nanosPerImage;

        /** Begins with the maximum, which is also the minimum if it is less than that. */
        PageSize(int max) {
            this.max = max;
        }

        /** Returns how many images a page may have now. */
        synchronized int images() {
            long inTime = TARGET_NANOS / Math.max(nanosPerImage, 1);
            return (int) Math.min(Math.max(inTime, MIN), max);
        }

        /** Takes what a page took. A page of less than half the size says little of the time per image, and does not count. */
        synchronized void onPage(long images, long nanos) {
            if (2 * images < images()) {
                return;
            }
            long each = nanos / images;
            nanosPerImage = nanosPerImage == 0 ? each : nanosPerImage + (each - nanosPerImage) / 4;
        }
    }
}
