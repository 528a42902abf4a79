package dev.vitrine.glance;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing.RecordCursor;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Glance whose pages are given as bytes, and the parts in which they come; they are read as those of the real one. */
public final class ScriptedPages implements ImageBackend {
    private static final int PAGE_SIZE = 1_000;

    /** The pages of the list. */
    public List<byte[]> pages = List.of();

    /** Returns how long the part is that begins at an offset of a page, 1 or more. */
    public IntUnaryOperator parts = from -> Integer.MAX_VALUE;

    /** Whether no list ends. */
    public boolean hangs;

    /** How many records of the last list were known; how many were read, and not known. */
    public int known;

    public int read;

    @Override
    public Future<Outcome<Page>> images(ListQuery query, Caller caller, Listed images) {
        known = 0;
        read = 0;
        if (hangs) {
            return Promise.<Outcome<Page>>promise().future();
        }
        ListWalk walk = new ListWalk(query, PAGE_SIZE, counting(images), (id, reason) -> {});
        for (byte[] page : pages) {
            PageReader reader = new PageReader(Set.of(), walk, new ByteBudget(1L << 30).reserve("p"));
            reader.onSent();
            for (int from = 0; from < page.length; ) {
                int to = (int) Math.min(page.length, (long) from + parts.applyAsInt(from));
                if (!reader.read(Buffer.buffer(Arrays.copyOfRange(page, from, to)))) {
                    return Future.failedFuture(new AssertionError(ExceededException.class));
                }
                from = to;
            }
            try {
                reader.finish(PAGE_SIZE);
            } catch (MalformedRecordException e) {
                return Future.succeededFuture(Outcome.failed(Kind.INVALID_RESPONSE));
            }
        }
        return Future.succeededFuture(new Outcome.Found<>(walk.page()));
    }

    private Listed counting(Listed images) {
        return new Listed() {
            @Override
            public void onSent() {
                images.onSent();
            }

            @Override
            public void image(Image image, byte @Nullable [] record) {
                read++;
                images.image(image, record);
            }

            @Override
            public void known(int index) {
                known++;
                images.known(index);
            }

            @Override
            public @Nullable RecordCursor known() {
                return images.known();
            }
        };
    }

    @Override
    public Future<Outcome<Image>> image(ImageId id, Caller caller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Outcome<ImageId>> delete(ImageId id, Caller caller) {
        throw new UnsupportedOperationException();
    }
}
