package dev.vitrine.glance;

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
    private final Set<String> moreBaseProperties;
    private final Consumer<Image> images;
    private final int countBefore;
    private PageParser parser;
    private int count;
    private @Nullable String last;
    private boolean hasNext;

    /** Counts on from the pages that were read before this one. */
    PageReader(Set<String> moreBaseProperties, Page before, Consumer<Image> images) {
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

    @Override
    public void read(Buffer part) {
        parser.feed(part.getBytes());
    }

    /** An image that was handed on, from an error document that looks like a page, cannot be taken back. */
    @Override
    public boolean restart() {
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

    /** Returns whether Glance has more. */
    boolean hasNext() {
        return hasNext;
    }
}
