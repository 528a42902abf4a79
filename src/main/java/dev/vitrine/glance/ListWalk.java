package dev.vitrine.glance;

import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one list through Glance's pages: which page is next, and which of the images in the pages count.
 *
 * <p>Each page begins behind the last image of the one before, which Glance calls the marker. If that image is deleted
 * between two calls, Glance refuses the marker, and the walk goes on behind the image before it. For one thread.
 */
final class ListWalk implements PageParser.Records {
    /** How many images may be deleted between two calls. */
    private static final int MAX_MARKERS = 8;

    private final ListQuery query;
    private final Consumer<Image> images;
    private final BiConsumer<@Nullable String, String> malformed;
    private final Deque<String> markers = new ArrayDeque<>();
    private final Set<String> refusedMarkers = new HashSet<>();
    private int pageSize;
    private long records;
    private long identified;
    private int stepsBack;
    private int count;
    private @Nullable String last;

    /**
     * Begins behind the query's own marker.
     *
     * @param pageSize how many images Glance is asked for in one call, at most
     * @param images takes the images that count
     * @param malformed takes the id, or null, of each record that is no image, and the reason
     */
    ListWalk(ListQuery query, int pageSize, Consumer<Image> images, BiConsumer<@Nullable String, String> malformed) {
        this.query = query;
        this.pageSize = pageSize;
        this.images = images;
        this.malformed = malformed;
    }

    /** Returns how many images the next page may have: a part of them does not count if the gateway itself compares. */
    int pageLimit() {
        return query.compared().isEmpty() ? Math.min(query.limit() - count, pageSize) : pageSize;
    }

    /** Makes all further pages so small. */
    void setPageSize(int images) {
        pageSize = images;
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
     * Goes back to the image before a marker that Glance has refused, or to the beginning of the walk if all images that Glance
     * has shown were refused; returns false if it cannot go back.
     */
    boolean stepBack() {
        String refused = markers.pollLast();
        if (refused == null || stepsBack == MAX_MARKERS) {
            return false;
        }
        stepsBack++;
        refusedMarkers.add(refused);
        return !markers.isEmpty() || refusedMarkers.size() == records;
    }

    @Override
    public void image(Image image) {
        if (!pass(image.id()) || isFull() || !query.matches(image)) {
            return;
        }
        count++;
        last = image.id();
        images.accept(image);
    }

    @Override
    public void malformed(@Nullable String id, String reason) {
        if (pass(id)) {
            malformed.accept(id, reason);
        }
    }

    /** Counts a record; returns false for one that was there already, before it was refused as a marker. */
    private boolean pass(@Nullable String id) {
        records++;
        if (id == null) {
            return true;
        }
        identified++;
        markers.addLast(id);
        if (markers.size() > MAX_MARKERS) {
            markers.removeFirst();
        }
        return !refusedMarkers.remove(id);
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
}
