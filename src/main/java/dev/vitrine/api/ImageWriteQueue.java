package dev.vitrine.api;

import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ImageWrite;
import dev.vitrine.cache.ListCache;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues changes to images, one at a time for each image and project, since Glance itself reads, changes and writes back.
 * Each change that may have been made invalidates the image and all lists before its client gets the response.
 *
 * <p>One project's changes never wait for another's: anybody may send forbidden changes to a public image, and Glance is the
 * one that refuses them. What two projects that may both change an image lose to each other is Glance's own race.
 *
 * <p>Nothing is cached from the response to a change: two responses may arrive in another order than the changes were made.
 */
public final class ImageWriteQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ImageWriteQueue.class);

    private final ImageCache images;
    private final ListCache lists;
    private final KeyedQueue<Turn> queue;

    /** For what one change at a time is made. */
    private record Turn(ImageId image, String project) {}

    /** Takes how long a change may wait for those before it, and the caches that it invalidates. */
    public ImageWriteQueue(EventLoops loops, Duration timeout, ImageCache images, ListCache lists) {
        this.images = images;
        this.lists = lists;
        this.queue = new KeyedQueue<>(loops, timeout, Turn::project);
    }

    /**
     * Makes a change of the image that the request's path names, as {@link #inTurn}, and responds. The change gets the image's
     * id; it is not begun if the byte budget has no room for a request that waits.
     */
    void respondInTurn(RoutingContext ctx, Function<ImageId, Future<ApiResponse>> change) {
        ApiRequest request = ApiRequest.of(ctx);
        ImageId id = ImageId.parse(request.path().image());
        if (id == null || !request.tryWait()) {
            ctx.fail(
                    id == null
                            ? new FaultException(Check.IMAGE_ID, Fault.imageNotFound())
                            : new FaultException(Check.BYTE_BUDGET, Fault.unavailable()));
            return;
        }
        Future<ApiResponse> response = inTurn(
                id, request.caller().identity(), () -> change.apply(id), () -> request.fault(Fault.unavailable()));
        request.respond(ctx, request.context().awaiting(response));
    }

    /**
     * Makes a change when the earlier ones of the same project to the same image have ended; returns the rejection if too many
     * of them wait, too many of the project in all, or if it has waited for too long. After a 412 the client finds what Glance has.
     */
    Future<ApiResponse> inTurn(
            ImageId id, Identity identity, Supplier<Future<ApiResponse>> change, Supplier<ApiResponse> rejection) {
        return queue.runInTurn(new Turn(canonical(id), identity.projectOrClass()), change, rejection)
                .onSuccess(response -> {
                    if (response.status() == 412) {
                        foundOther(id, identity);
                    }
                });
    }

    /** Goes on with the image as Glance has it now, never as it is cached; returns the fault if Glance does not show it. */
    Future<ApiResponse> withCurrent(
            ImageBackend glance, ImageId id, ApiRequest request, Function<Image, Future<ApiResponse>> change) {
        return glance.image(id, request.caller()).compose(read -> {
            if (read instanceof Outcome.Found<Image> found) {
                return change.apply(found.value());
            }
            if (read.isFailure(Kind.NOT_FOUND)) {
                foundOther(id, request.caller().identity());
            }
            return Future.succeededFuture(request.fault(FaultMapper.of(((Outcome.Failed<Image>) read).failure(), id)));
        });
    }

    /**
     * Sends a write to Glance. In this order: no load of the image is cached any more, though what is cached is still served;
     * the write is sent; image and lists are invalidated, unless the write surely was not made; then the future completes.
     */
    <T> Future<Outcome<T>> send(ImageId id, Identity identity, Supplier<Future<Outcome<T>>> change) {
        ImageId key = canonical(id);
        ImageWrite write = images.beginWrite(key, identity);
        return Future.succeededFuture()
                .compose(go -> change.get())
                .otherwise(bug -> {
                    LOG.error("bug: change of image {} failed instead of returning an outcome", key, bug);
                    return Outcome.failed(Kind.UNKNOWN_OUTCOME);
                })
                .map(outcome -> {
                    images.endWrite(write, outcome);
                    lists.endWrite(outcome);
                    return outcome;
                });
    }

    /**
     * Glance has shown the reader of a change no such image, or another one than its client has: its class must not be served one
     * before Glance is asked again.
     */
    private void foundOther(ImageId id, Identity identity) {
        images.requireRevalidation(canonical(id), identity);
    }

    /** Glance may accept another spelling of an id for the same image. */
    private static ImageId canonical(ImageId id) {
        return id.canonical()
                ? id
                : Objects.requireNonNull(ImageId.parse(id.text().toLowerCase(Locale.ROOT)));
    }

    /**
     * Runs work for one key at a time, in the order in which it came. Work that waits longer than the timeout is rejected, and
     * so is work that finds the queue of its key full, or too much of its group waiting for all keys together. Any thread; each
     * caller's work runs on its own event loop.
     */
    static final class KeyedQueue<K> {
        private static final int MAX_WAITING = 64;
        private static final int MAX_WAITING_OF_GROUP = 256;

        private final EventLoops loops;
        private final Duration timeout;
        private final Function<K, String> group;

        /** What waits behind the work that runs; changed by {@code compute} only, which is atomic for each key. */
        private final ConcurrentMap<K, Queue<CompletableFuture<Boolean>>> waiting = new ConcurrentHashMap<>();

        /** How much work of each group waits; groups without any are absent. */
        private final ConcurrentMap<String, Integer> waitingOfGroup = new ConcurrentHashMap<>();

        /** Takes the group of a key: a text. */
        KeyedQueue(EventLoops loops, Duration timeout, Function<K, String> group) {
            this.loops = loops;
            this.timeout = timeout;
            this.group = group;
        }

        /** Runs the work when all work before it has ended, or returns the rejection. */
        <T> Future<T> runInTurn(K key, Supplier<Future<T>> work, Supplier<T> rejection) {
            String counted = group.apply(key);
            boolean hasRoom = tryEnter(counted);
            CompletableFuture<Boolean> turn = new CompletableFuture<>();
            waiting.compute(key, (same, queue) -> {
                if (queue == null) {
                    turn.complete(true);
                    return new ArrayDeque<>();
                }
                if (hasRoom && queue.size() < MAX_WAITING) {
                    queue.add(turn);
                } else {
                    turn.cancel(false);
                }
                return queue;
            });
            // A turn that comes as the timeout fires cannot be cancelled any more, and is taken.
            return loops.within(timeout, turn)
                    .onComplete(end -> leave(counted, hasRoom))
                    .transform(end -> turn.cancel(false) ? reject(key, turn, rejection) : run(key, work));
        }

        /** Leaves the queue: who has given up takes no place. */
        private <T> Future<T> reject(K key, CompletableFuture<Boolean> turn, Supplier<T> rejection) {
            waiting.computeIfPresent(key, (same, queue) -> {
                queue.removeIf(waiter -> waiter == turn);
                return queue;
            });
            return Future.succeededFuture(rejection.get());
        }

        /** Counts work that may have to wait. */
        private boolean tryEnter(String group) {
            if (waitingOfGroup.merge(group, 1, Integer::sum) <= MAX_WAITING_OF_GROUP) {
                return true;
            }
            leave(group, true);
            return false;
        }

        private void leave(String group, boolean hasEntered) {
            if (hasEntered) {
                waitingOfGroup.computeIfPresent(group, (same, number) -> number == 1 ? null : number - 1);
            }
        }

        private <T> Future<T> run(K key, Supplier<Future<T>> work) {
            return Future.succeededFuture().compose(go -> work.get()).onComplete(end -> startNext(key));
        }

        private void startNext(K key) {
            CompletableFuture<Boolean> next;
            do {
                next = next(key);
            } while (next != null && !next.complete(true));
        }

        private @Nullable CompletableFuture<Boolean> next(K key) {
            AtomicReference<@Nullable CompletableFuture<Boolean>> next = new AtomicReference<>();
            waiting.computeIfPresent(key, (same, queue) -> {
                next.set(queue.poll());
                return next.get() == null ? null : queue;
            });
            return next.get();
        }
    }
}
