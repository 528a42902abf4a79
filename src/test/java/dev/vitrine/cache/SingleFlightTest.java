package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.SingleFlight.Ride;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One load for each key, however many wait for it and however it ends. */
class SingleFlightTest {
    private static final Who US = Who.of("a", "member");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private final ManualClocks clock = new ManualClocks();
    private final HandLoop loop = new HandLoop(clock);
    private final SingleFlight<String, String> flights = new SingleFlight<>(loop, PATIENCE, clock.time());
    private final List<Promise<Outcome<String>>> loads = new ArrayList<>();

    @Test
    void tenThousandWhoAskAtOnceMakeOneCallAndAreTold128InATurn() {
        List<Future<Ride<String>>> rides =
                Stream.generate(() -> join(US)).limit(10_000).toList();

        loads.get(0).complete(new Outcome.Found<>("it"));

        assertThat(loads).hasSize(1);
        for (int told = 128; told < 10_000; told += 128) {
            assertThat(rides.stream().filter(Future::isComplete)).hasSize(told);
            assertThat(loop.turn()).isTrue();
        }
        assertThat(loop.turn()).isFalse();
        assertThat(rides).allMatch(ride -> ride.result().outcome().equals(new Outcome.Found<>("it")));
        assertThat(rides.stream().filter(ride -> ride.result().led())).containsExactly(rides.get(0));
    }

    @Test
    void moreThanTwentyThousandWhoWaitAreRefusedAtOnceAndRoomIsMadeWhenTheyAreTold() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(join(US).isComplete()).isFalse();
        }

        assertThat(join(US).result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));

        loads.get(0).complete(new Outcome.Found<>("it"));
        while (loop.turn()) {
            // until everybody has been told
        }
        assertThat(join(US).isComplete()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "INVALID_RESPONSE"})
    void failureIsSharedByAllWhoWaitAndByThoseWhoComeInTheNextQuarterOfASecond(Kind kind) {
        List<Future<Ride<String>>> rides = List.of(join(US), join(US.with("2")));

        loads.get(0).complete(Outcome.failed(kind));
        Future<Ride<String>> next = join(US);
        loop.pass(Duration.ofMillis(249));
        Future<Ride<String>> last = join(US);

        assertThat(Stream.concat(rides.stream(), Stream.of(next, last)))
                .allMatch(ride -> ride.result().outcome().equals(Outcome.failed(kind)));
        assertThat(start()).isFalse();
        assertThat(loads).hasSize(1);
        loop.pass(Duration.ofMillis(1));
        join(US);
        assertThat(loads).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"NOT_FOUND", "REFUSED"})
    void anAnswerIsNotHeldDown(Kind kind) {
        join(US);
        loads.get(0).complete(Outcome.failed(kind));
        join(US);

        assertThat(loads).hasSize(2);
    }

    @Test
    void whoHasWaitedForTooLongIsToldSoAndMakesNoCallOfHisOwn() {
        Future<Ride<String>> first = join(US);
        loop.pass(Duration.ofSeconds(3));
        Future<Ride<String>> second = join(US);
        loop.pass(Duration.ofSeconds(2));

        assertThat(first.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
        assertThat(second.isComplete()).isFalse();
        loads.get(0).complete(new Outcome.Found<>("it"));
        assertThat(second.result().outcome()).isEqualTo(new Outcome.Found<>("it"));
        assertThat(loads).hasSize(1);
    }

    @Test
    void flightThatHangsIsOvertakenOnce() {
        join(US);
        loop.pass(PATIENCE);
        join(US);
        assertThat(loads).hasSize(1);

        loop.pass(Duration.ofMillis(1));
        Future<Ride<String>> overtaking = join(US);
        assertThat(loads).hasSize(2);
        loop.pass(PATIENCE.plusMillis(1));
        Future<Ride<String>> joined = join(US);
        assertThat(loads).hasSize(2);

        loads.get(0).complete(new Outcome.Found<>("old"));
        assertThat(joined.isComplete()).isFalse();
        loads.get(1).complete(new Outcome.Found<>("new"));
        assertThat(joined.result().outcome()).isEqualTo(new Outcome.Found<>("new"));
        assertThat(overtaking.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void tokenThatIsRefusedIsItsBearersMatterAndTheOthersAreAskedForOnceMore() {
        Future<Ride<String>> refused = join(US);
        Future<Ride<String>> twin = join(US);
        Future<Ride<String>> other = join(US.with("2"));
        Future<Ride<String>> third = join(US.with("3"));

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
    void secondTryEndsWithTheFirstOnesPatience() {
        Future<Ride<String>> other = joinAfter(US);
        loop.pass(Duration.ofSeconds(4));
        loads.get(0).complete(Outcome.failed(Kind.TOKEN_REFUSED));
        assertThat(loads).hasSize(2);

        loop.pass(Duration.ofSeconds(1));

        assertThat(other.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void flightThatNobodyWaitsForIsStartedOnceAndCanBeJoined() {
        assertThat(start()).isTrue();
        assertThat(start()).isFalse();
        Future<Ride<String>> joined = join(US);

        loads.get(0).complete(new Outcome.Found<>("it"));

        assertThat(joined.result()).isEqualTo(new Ride<>(joined.result().landed(), false));
        assertThat(loads).hasSize(1);
    }

    @Test
    void loadWithABugIsAFailureLikeAnother() {
        Future<Ride<String>> ride = flights.join("key", US.caller(), () -> {
            throw new IllegalStateException("a bug, for a test");
        });

        assertThat(ride.result().outcome()).isEqualTo(Outcome.failed(Kind.UNAVAILABLE));
    }

    @Test
    void whoSitsDownWhenTheFlightHasJustLandedIsToldAtOnce() {
        Flight<String> flight = new Flight<>(null, 0);
        Flight.Landed<String> landed = flight.land(new Outcome.Found<>("it"));
        flight.release(landed, loop);

        assertThat(flight.board()).isCompletedWithValue(landed);
    }

    @Test
    void whoAskedWithoutATokenIsToldWhateverCame() {
        Flight.Landed<String> landed = new Flight.Landed<>(null, Outcome.failed(Kind.TOKEN_REFUSED));

        assertThat(landed.concerns(US.caller())).isTrue();
    }

    private Future<Outcome<String>> load() {
        Promise<Outcome<String>> load = Promise.promise();
        loads.add(load);
        return load.future();
    }

    private Future<Ride<String>> join(Who who) {
        return flights.join("key", who.caller(), this::load);
    }

    /** Joins a flight that somebody with another token leads. */
    private Future<Ride<String>> joinAfter(Who who) {
        join(who.with("leader"));
        return join(who);
    }

    private boolean start() {
        return flights.start("key", US.caller(), this::load);
    }
}
