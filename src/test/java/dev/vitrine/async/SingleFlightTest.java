package dev.vitrine.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.SingleFlight.Client;
import dev.vitrine.async.SingleFlight.Load;
import dev.vitrine.async.SingleFlight.Result;
import dev.vitrine.async.SingleFlight.Waiter;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One load for each key, whatever number of waiters it has and however it ends. */
class SingleFlightTest {
    private static final Token OURS = new Token("ours");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private final ManualClocks clock = new ManualClocks();
    private final ManualEventLoops loop = new ManualEventLoops(clock);
    private final SingleFlight<String, String> flights = singleFlight(SingleFlight.HOLD_DOWN);
    private final List<Promise<Outcome<String>>> loads = new ArrayList<>();

    @Test
    void tenThousandJoinsAtOnceMakeOneCallAndAreReleased128InATurn() {
        List<Future<Result<String>>> results =
                Stream.generate(() -> join(OURS)).limit(10_000).toList();

        loads.get(0).complete(new Outcome.Found<>("it"));

        assertThat(loads).hasSize(1);
        for (int released = 128; released < 10_000; released += 128) {
            assertThat(results.stream().filter(Future::isComplete)).hasSize(released);
            assertThat(loop.turn()).isTrue();
        }
        assertThat(loop.turn()).isFalse();
        assertThat(results).allMatch(result -> result.result().outcome().equals(new Outcome.Found<>("it")));
        assertThat(results.stream().filter(result -> result.result().isLeader()))
                .containsExactly(results.get(0));
    }

    @Test
    void moreThanTwentyThousandWaitersAreRefusedAtOnceAndRoomIsMadeWhenTheyAreReleased() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(join(OURS).isComplete()).isFalse();
        }

        assertThat(join(OURS).result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));

        loads.get(0).complete(new Outcome.Found<>("it"));
        while (loop.turn()) {
            // until all are released
        }
        assertThat(join(OURS).isComplete()).isFalse();
    }

    @Test
    void waitersOfOneProjectLeaveAQuarterOfTheRoomToOthers() {
        Client flooder = new Client(OURS, "flooder", () -> false);
        for (int i = 0; i < 20_000; i++) {
            flights.join("key", flooder, Waiter.REQUEST, areAllGone -> load());
        }
        assertThat(flights.waitingRequests()).isEqualTo(15_000);

        Client other = new Client(OURS, "other", () -> false);
        for (int i = 0; i < 5_000; i++) {
            assertThat(flights.join("other", other, Waiter.REQUEST, areAllGone -> load())
                            .isComplete())
                    .isFalse();
        }

        assertThat(flights.join("third", new Client(OURS, "third", () -> false), Waiter.REQUEST, areAllGone -> load())
                        .result()
                        .outcome())
                .isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
        loads.forEach(load -> load.complete(new Outcome.Found<>("it")));
        while (loop.turn()) {
            // until all are released
        }
        assertThat(flights.waitingRequests()).isZero();
    }

    @Test
    void backgroundWaitersAreNotCountedAsRequestsWhetherTheyLeadOrJoin() {
        joinInBackground();
        joinInBackground();
        assertThat(flights.waitingRequests()).isZero();
        assertThat(flights.coalescedRequests()).isZero();

        join(OURS);
        assertThat(flights.waitingRequests()).isEqualTo(1);
        assertThat(flights.coalescedRequests()).isEqualTo(1);

        loads.get(0).complete(new Outcome.Found<>("it"));
        assertThat(flights.waitingRequests()).isZero();
        assertThat(flights.coalescedRequests()).isZero();
    }

    @Test
    void backgroundWaitersHaveABoundOfTheirOwn() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(join(OURS).isComplete()).isFalse();
        }

        assertThat(joinInBackground().isComplete()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "INVALID_RESPONSE"})
    void failureIsSharedByAllWaitersAndByThoseOfTheNextQuarterOfASecond(Kind kind) {
        List<Future<Result<String>>> results = List.of(join(OURS), join(new Token("2")));

        loads.get(0).complete(Outcome.failed(kind));
        Future<Result<String>> next = join(OURS);
        loop.pass(Duration.ofMillis(249));
        Future<Result<String>> last = join(OURS);

        assertThat(Stream.concat(results.stream(), Stream.of(next, last)))
                .allMatch(result -> result.result().outcome().equals(Outcome.failed(kind)));
        assertThat(tryBegin()).isFalse();
        assertThat(loads).hasSize(1);
        loop.pass(Duration.ofMillis(1));
        join(OURS);
        assertThat(loads).hasSize(2);
    }

    @Test
    void failureIsNotHeldDownWhereThereIsNoHoldDown() {
        SingleFlight<String, String> eager = singleFlight(Duration.ZERO);
        eager.join("key", Client.staying(OURS), Waiter.REQUEST, areAllGone -> load());
        loads.get(0).complete(Outcome.failed(Kind.UNAVAILABLE));

        assertThat(eager.join("key", Client.staying(OURS), Waiter.REQUEST, areAllGone -> load())
                        .isComplete())
                .isFalse();
        assertThat(loads).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NOT_FOUND", "REFUSED"})
    void anAnswerIsNotHeldDown(Kind kind) {
        join(OURS);
        loads.get(0).complete(Outcome.failed(kind));
        join(OURS);

        assertThat(loads).hasSize(2);
    }

    @Test
    void waiterThatTimesOutGetsAFailureAndMakesNoCallOfItsOwn() {
        Future<Result<String>> first = join(OURS);
        loop.pass(Duration.ofSeconds(3));
        Future<Result<String>> second = join(OURS);
        loop.pass(Duration.ofSeconds(2));

        assertThat(first.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
        assertThat(second.isComplete()).isFalse();
        loads.get(0).complete(new Outcome.Found<>("it"));
        assertThat(second.result().outcome()).isEqualTo(new Outcome.Found<>("it"));
        assertThat(loads).hasSize(1);
    }

    @Test
    void waiterThatBeganTheLoadIsItsLeaderEvenIfItTimesOut() {
        Future<Result<String>> leader = join(OURS);
        Future<Result<String>> joined = join(OURS);
        loop.pass(TIMEOUT);

        assertThat(leader.result()).isEqualTo(new Result<>(null, Outcome.failed(Kind.UNAVAILABLE), true));
        assertThat(joined.result()).isEqualTo(new Result<>(null, Outcome.failed(Kind.UNAVAILABLE), false));
    }

    @Test
    void loadThatHangsIsOvertakenOnce() {
        join(OURS);
        loop.pass(TIMEOUT);
        join(OURS);
        assertThat(loads).hasSize(1);

        loop.pass(Duration.ofMillis(1));
        Future<Result<String>> overtaking = join(OURS);
        assertThat(loads).hasSize(2);
        loop.pass(TIMEOUT.plusMillis(1));
        Future<Result<String>> joined = join(OURS);
        assertThat(loads).hasSize(2);

        loads.get(0).complete(new Outcome.Found<>("old"));
        assertThat(joined.isComplete()).isFalse();
        loads.get(1).complete(new Outcome.Found<>("new"));
        assertThat(joined.result().outcome()).isEqualTo(new Outcome.Found<>("new"));
        assertThat(overtaking.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void refusedTokenConcernsItsBearersAndTheOthersAreAskedForOnceMore() {
        Future<Result<String>> refused = join(OURS);
        Future<Result<String>> twin = join(OURS);
        Future<Result<String>> other = join(new Token("2"));
        Future<Result<String>> third = join(new Token("3"));

        loads.get(0).complete(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(refused.result().outcome()).isEqualTo(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(twin.result().outcome()).isEqualTo(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(loads).hasSize(2);

        loads.get(1).complete(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(other.result().outcome()).isEqualTo(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(third.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
        assertThat(loads).hasSize(2);
    }

    @Test
    void secondAttemptEndsWithTheTimeoutOfTheFirst() {
        Future<Result<String>> other = joinAfterLeader(OURS);
        loop.pass(Duration.ofSeconds(4));
        loads.get(0).complete(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(loads).hasSize(2);

        loop.pass(Duration.ofSeconds(1));

        assertThat(other.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void loadWithoutAWaiterIsBegunOnceAndCanBeJoined() {
        assertThat(tryBegin()).isTrue();
        assertThat(tryBegin()).isFalse();
        Future<Result<String>> joined = join(OURS);

        loads.get(0).complete(new Outcome.Found<>("it"));

        assertThat(joined.result()).isEqualTo(new Result<>(OURS, new Outcome.Found<>("it"), false));
        assertThat(loads).hasSize(1);
    }

    @Test
    void loadWithABugIsAFailureLikeAnother() {
        Future<Result<String>> result = flights.join("key", Client.staying(OURS), Waiter.REQUEST, areAllGone -> {
            throw new IllegalStateException("a bug, for a test");
        });

        assertThat(result.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void waiterAddedWhenTheLoadHasJustEndedIsReleasedAtOnce() {
        Load<String> load = new Load<>(null, null, SingleFlight.Source.notStored(areAllGone -> load()), 0);
        Result<String> result = load.complete(new Outcome.Found<>("it"));
        load.release(result, loop);

        CompletableFuture<Result<String>> late = new CompletableFuture<>();
        load.addWaiter(late, () -> false);
        assertThat(late).isCompletedWithValue(result);
    }

    /** A client that may go, and the load that it leads. */
    private final class Leader {
        private boolean isGone;
        private @Nullable BooleanSupplier areAllGone;

        private Future<Result<String>> join() {
            return flights.join("key", new Client(OURS, "a", () -> isGone), Waiter.REQUEST, gone -> {
                areAllGone = gone;
                return load();
            });
        }

        private boolean isAbandoned() {
            return areAllGone.getAsBoolean();
        }
    }

    @Test
    void loadIsAbandonedWhenAllItsWaitersAreGoneAndTheNextOneBeginsAnother() {
        Leader leader = new Leader();
        leader.join();
        assertThat(leader.isAbandoned()).isFalse();
        leader.isGone = true;
        assertThat(leader.isAbandoned()).isTrue();
        assertThat(leader.isAbandoned()).isTrue();

        Future<Result<String>> next = join(OURS);
        loads.get(0).complete(Outcome.failed(Kind.UNAVAILABLE));
        Future<Result<String>> joined = join(OURS);

        assertThat(loads).hasSize(2);
        assertThat(next.isComplete()).isFalse();
        loads.get(1).complete(new Outcome.Found<>("it"));
        assertThat(next.result().isLeader()).isTrue();
        assertThat(joined.result().outcome()).isEqualTo(new Outcome.Found<>("it"));
    }

    @Test
    void outcomeOfAnAbandonedLoadIsNotHeldDown() {
        Leader leader = new Leader();
        leader.join();
        leader.isGone = true;
        assertThat(leader.isAbandoned()).isTrue();
        loads.get(0).complete(Outcome.failed(Kind.UNAVAILABLE));

        assertThat(join(OURS).isComplete()).isFalse();

        assertThat(loads).hasSize(2);
    }

    @Test
    void loadGoesOnWhileOneOfItsWaitersIsThere() {
        Leader leader = new Leader();
        leader.join();
        Future<Result<String>> stays = join(OURS);
        leader.isGone = true;

        assertThat(leader.isAbandoned()).isFalse();

        loads.get(0).complete(new Outcome.Found<>("it"));
        assertThat(stays.result().outcome()).isEqualTo(new Outcome.Found<>("it"));
    }

    @Test
    void loadWithoutATokenAppliesToAllWhateverItsOutcome() {
        Result<String> result = new Result<>(null, Outcome.failed(Kind.TOKEN_REFUSED), false);

        assertThat(result.appliesTo(OURS)).isTrue();
    }

    @Test
    void requestsJoinALoadThatHasEndedUntilItsResultIsStored() {
        Promise<Void> stored = loadThatIsNotStoredYet(true);

        Result<String> later = join(OURS).result();
        assertThat(later.outcome()).isEqualTo(new Outcome.Found<>("it"));
        assertThat(later.isLeader()).isFalse();
        assertThat(tryBegin()).isFalse();
        assertThat(loads).hasSize(1);
        stored.complete();

        assertThat(join(OURS).isComplete()).isFalse();
        assertThat(loads).hasSize(2);
    }

    @Test
    void noRequestJoinsALoadThatHasEndedWithWhatIsNoLongerFresh() {
        Promise<Void> stored = loadThatIsNotStoredYet(false);

        assertThat(join(OURS).isComplete()).isFalse();
        assertThat(loads).hasSize(2);
        stored.complete();

        assertThat(join(OURS).isComplete()).isFalse();
        assertThat(loads).hasSize(2);
    }

    @Test
    void noRequestJoinsALoadThatHasEndedWithARefusal() {
        SingleFlight.Source<String> source = new SingleFlight.Source<>(
                areAllGone -> load(), Promise.promise().future(), () -> true);
        flights.join("key", Client.staying(OURS), Waiter.REQUEST, source);
        loads.get(0).complete(Outcome.failed(Kind.NOT_FOUND));

        assertThat(join(OURS).isComplete()).isFalse();
        assertThat(loads).hasSize(2);
    }

    /** Ends the first load; returns what completes when its result is stored. */
    private Promise<Void> loadThatIsNotStoredYet(boolean isFresh) {
        Promise<Void> stored = Promise.promise();
        SingleFlight.Source<String> source =
                new SingleFlight.Source<>(areAllGone -> load(), stored.future(), () -> isFresh);
        flights.join("key", Client.staying(OURS), Waiter.REQUEST, source);
        loads.get(0).complete(new Outcome.Found<>("it"));
        return stored;
    }

    private SingleFlight<String, String> singleFlight(Duration holdDown) {
        return new SingleFlight<>(loop, TIMEOUT, holdDown, clock.time());
    }

    private Future<Outcome<String>> load() {
        Promise<Outcome<String>> load = Promise.promise();
        loads.add(load);
        return load.future();
    }

    private Future<Result<String>> join(Token token) {
        return flights.join("key", Client.staying(token), Waiter.REQUEST, areAllGone -> load());
    }

    private Future<Result<String>> joinInBackground() {
        return flights.join("key", Client.staying(OURS), Waiter.BACKGROUND, areAllGone -> load());
    }

    /** Joins a load that a waiter with another token leads. */
    private Future<Result<String>> joinAfterLeader(Token token) {
        join(new Token("leader"));
        return join(token);
    }

    private boolean tryBegin() {
        return flights.tryBegin("key", OURS, null, SingleFlight.Source.notStored(isAbandoned -> load()));
    }
}
