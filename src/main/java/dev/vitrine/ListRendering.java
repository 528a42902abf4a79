package dev.vitrine;

import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.async.EventLoops;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.model.Image;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Renders the images of a detailed list in the order in which they arrive. A large one is rendered on a worker thread, since it
 * would block the event loop, and so are those behind it for as long as any waits; they are counted in the byte budget meanwhile.
 *
 * <p>{@link #add} is for one thread at a time; the lock hands the writer over between that thread and the worker's.
 */
final class ListRendering {
    /** An image that takes more than this is rendered on a worker thread. */
    private static final int WORKER_BYTES = 256 << 10;

    private final EventLoops loops;
    private final ListWriter writer;
    private final Reservation reservation;
    private final Queue<Image> waiting = new ArrayDeque<>();
    private @Nullable ExceededException exceeded;
    private boolean isWorking;
    private Future<Boolean> work = Future.succeededFuture(true);

    /** Takes what counts the images that wait; whoever made it releases it. */
    ListRendering(EventLoops loops, ListWriter writer, Reservation reservation) {
        this.loops = loops;
        this.writer = writer;
        this.reservation = reservation;
    }

    /**
     * Renders an image, now or later.
     *
     * @throws ExceededException if there is no room for it, or was none for an earlier one
     */
    void add(Image image) {
        if (!isForWorker(image)) {
            writer.add(image);
        } else if (enqueue(image)) {
            work = loops.executeBlocking(this::renderWaiting);
        }
    }

    /** Returns when all is rendered; fails with an {@link ExceededException} if there was no room for an image. */
    Future<Boolean> done() {
        return work;
    }

    private synchronized boolean isForWorker(Image image) {
        if (exceeded != null) {
            throw exceeded;
        }
        return isWorking || image.weight() > WORKER_BYTES;
    }

    /** Returns whether work must begin. */
    private synchronized boolean enqueue(Image image) {
        reservation.add(image.weight());
        waiting.add(image);
        boolean begins = !isWorking;
        isWorking = true;
        return begins;
    }

    private boolean renderWaiting() {
        try {
            for (Image image = next(); image != null; image = next()) {
                writer.add(image);
                reservation.tryAdd(-image.weight());
            }
            return true;
        } catch (ExceededException e) {
            stop(e);
            throw e;
        }
    }

    private synchronized @Nullable Image next() {
        Image next = waiting.poll();
        isWorking = next != null;
        return next;
    }

    private synchronized void stop(ExceededException cause) {
        exceeded = cause;
        waiting.clear();
    }
}
