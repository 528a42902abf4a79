package dev.vitrine.glance;

import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the parts of one page's body, and counts the images handed on. For one call and one thread. */
final class PageReader implements Handler<Buffer> {
    private final PageParser parser;
    private final Consumer<Image> images;
    private final int countBefore;
    private int count;
    private @Nullable String last;
    private boolean hasNext;

    /** Takes what was read before this page, which goes on counting from there. */
    PageReader(Set<String> moreBaseProperties, Page before, Consumer<Image> images) {
        this.parser = new PageParser(moreBaseProperties, this::take);
        this.images = images;
        this.countBefore = before.count();
        this.count = before.count();
        this.last = before.last();
    }

    private void take(Image image) {
        count++;
        last = image.id();
        images.accept(image);
    }

    @Override
    public void handle(Buffer part) {
        parser.feed(part.getBytes());
    }

    /** Returns all that was read so far, at the end of this page; a page longer than asked for is no page. */
    Outcome<Page> outcome(int limit) {
        try {
            hasNext = parser.finish() && count > countBefore;
        } catch (MalformedRecord e) {
            return new Outcome.Failed<>(GlanceAnswer.garbage(e.reason()));
        }
        return count - countBefore > limit
                ? new Outcome.Failed<>(GlanceAnswer.garbage("more images than asked for"))
                : new Outcome.Found<>(new Page(count, last));
    }

    /** Returns whether Glance has more. */
    boolean hasNext() {
        return hasNext;
    }
}
