package dev.vitrine;

import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.async.EventLoops;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.model.Image;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecords;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Renders the images of a list in the order in which they arrive. A large one is rendered on a worker thread, since it would block
 * the event loop, and so are many entries that are copied at once, and those behind them for as long as any waits; they are
 * counted in the byte budget meanwhile.
 *
 * <p>{@link #add} and {@link #copy} are for one thread at a time; the lock hands the writer over between that thread and the
 * worker's.
 */
final class ListRendering {
    /** An image that takes more than this is rendered on a worker thread. */
    private static final int WORKER_BYTES = 256 << 10;

    private final EventLoops loops;
    private final ListWriter writer;
    private final boolean detail;
    private final Reservation reservation;
    private final Queue<Entry> waiting = new ArrayDeque<>();
    private @Nullable ExceededException exceeded;
    private boolean isWorking;
    private Future<Boolean> work = Future.succeededFuture(true);

    /** What is to be written, and about how many bytes of heap it takes until then. */
    private record Entry(long weight, Runnable writing) {}

    /**
     * Begins with a writer that nothing else writes to.
     *
     * @param detail what the writer was made with: an entry of a brief list is short, however large the image
     * @param reservation counts the images that wait; whoever made it releases it
     */
    ListRendering(EventLoops loops, ListWriter writer, boolean detail, Reservation reservation) {
        this.loops = loops;
        this.writer = writer;
        this.detail = detail;
        this.reservation = reservation;
    }

    /**
     * Renders an image, now or later.
     *
     * @throws ExceededException if there is no room for it, or was none for an earlier one
     */
    void add(Image image) {
        add(detail && isLarge(image.weight()), image::weight, () -> writer.add(image));
    }

    /**
     * Copies entries of the records that are known of another list, now or later, as {@link ListWriter#copy}.
     *
     * @param first the index of the first record
     * @param end the index behind the last one, greater than the first
     * @throws ExceededException if there is no room for them, or was none for an earlier one
     */
    void copy(Listing source, int first, int end) {
        KnownRecords records = source.records();
        int bytes = records.end(end - 1) - records.begin(first);
        add(isLarge(bytes), () -> bytes, () -> {
            for (int i = first; i < end; i++) {
                writer.copy(source.document(), records.begin(i), records.end(i));
            }
        });
    }

    private static boolean isLarge(long bytes) {
        return bytes > WORKER_BYTES;
    }

    private void add(boolean isLarge, LongSupplier weight, Runnable writing) {
        if (!isForWorker(isLarge)) {
            writing.run();
        } else if (enqueue(new Entry(weight.getAsLong(), writing))) {
            work = loops.executeBlocking(this::renderWaiting);
        }
    }

    /** Returns when all is rendered; fails with an {@link ExceededException} if there was no room for an image. */
    Future<Boolean> done() {
        return work;
    }

    private synchronized boolean isForWorker(boolean isLarge) {
        if (exceeded != null) {
            throw exceeded;
        }
        return isWorking || isLarge;
    }

    /** Returns whether work must begin. */
    private synchronized boolean enqueue(Entry entry) {
        reservation.add(entry.weight);
        waiting.add(entry);
        boolean begins = !isWorking;
        isWorking = true;
        return begins;
    }

    private boolean renderWaiting() {
        try {
            for (Entry entry = next(); entry != null; entry = next()) {
                entry.writing.run();
                reservation.tryAdd(-entry.weight);
            }
            return true;
        } catch (ExceededException e) {
            stop(e);
            throw e;
        }
    }

    private synchronized @Nullable Entry next() {
        Entry next = waiting.poll();
        isWorking = next != null;
        return next;
    }

    private synchronized void stop(ExceededException cause) {
        exceeded = cause;
        waiting.clear();
    }
}
