package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.ExceededException;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.async.EventLoops;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.View;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/**
 * Renders documents of large images on worker threads, within the byte budget: the record is counted before the work is queued,
 * the document as it grows, both until it is rendered. Any thread.
 */
final class LargeRendering {
    private final EventLoops loops;
    private final ByteBudget budget;
    private final SingleFlight<Key, ResponseTemplate> singleFlight;

    /**
     * An image is the one object that was loaded, however many images have its id. No project gets another's refusal by the
     * budget.
     */
    private record Key(CachedImage image, View view, String project) {}

    /** Takes how long a caller waits for a document that another renders. */
    LargeRendering(EventLoops loops, ByteBudget budget, Duration timeout, Clocks clocks) {
        this.loops = loops;
        this.budget = budget;
        this.singleFlight = new SingleFlight<>(loops, timeout, Duration.ZERO, clocks);
    }

    /** Renders a view of an image once, for all of a project who want it meanwhile. */
    Future<Outcome<ResponseTemplate>> shared(
            CachedImage image, View view, Identity identity, Function<Growth, ResponseTemplate> renderer) {
        Key key = new Key(image, view, identity.projectOrClass());
        return singleFlight
                .join(
                        key,
                        new Client(null, key.project, () -> false),
                        Waiter.REQUEST,
                        abandoned -> alone(image.weight(), identity, renderer))
                .map(SingleFlight.Result::outcome);
    }

    /** Returns the number of requests that wait for a document which is rendered for another. */
    int coalescedRequests() {
        return singleFlight.coalescedRequests();
    }

    /** Makes something, such as a document, of a record that takes so many bytes. */
    <T> Future<Outcome<T>> alone(long recordBytes, Identity identity, Function<Growth, T> renderer) {
        Reservation reservation = budget.reserve(identity.projectOrClass());
        if (!reservation.tryAdd(recordBytes)) {
            return Future.succeededFuture(Outcome.failed(Kind.UNAVAILABLE));
        }
        return loops.executeBlocking(() -> rendered(renderer, reservation)).onComplete(end -> reservation.release());
    }

    private static <T> Outcome<T> rendered(Function<Growth, T> renderer, Reservation reservation) {
        try {
            return new Outcome.Found<>(renderer.apply(reservation::add));
        } catch (ExceededException e) {
            // Now, not when the event loop hears of it: of several that grow at the same time, the others get that
            // room.
            reservation.release();
            return Outcome.failed(Kind.UNAVAILABLE);
        }
    }
}
