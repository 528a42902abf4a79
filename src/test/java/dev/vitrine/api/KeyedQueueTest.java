package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One after the other for each thing, none for too long, and not too many. */
class KeyedQueueTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private final ManualEventLoops loop = new ManualEventLoops(new ManualClocks());
    private final ImageWriteQueue.KeyedQueue<String> turns =
            new ImageWriteQueue.KeyedQueue<>(loop, TIMEOUT, key -> "of " + key.charAt(0));
    private final List<String> begun = new ArrayList<>();
    private final List<Promise<String>> work = new ArrayList<>();

    @Test
    void workOnOneThingIsDoneInTheOrderInWhichItCame() {
        List<Future<String>> ends = List.of(take("a", "1"), take("a", "2"), take("a", "3"));
        assertThat(begun).containsExactly("1");

        work.get(0).complete("done 1");
        assertThat(begun).containsExactly("1", "2");
        work.get(1).complete("done 2");
        work.get(2).complete("done 3");

        assertThat(ends).extracting(Future::result).containsExactly("done 1", "done 2", "done 3");
        take("a", "4");
        assertThat(begun).endsWith("4");
    }

    @Test
    void workOnAnotherThingDoesNotWait() {
        take("a", "1");
        take("b", "2");

        assertThat(begun).containsExactly("1", "2");
    }

    @Test
    void workThatFailsMakesRoomForTheNext() {
        Future<String> failed = take("a", "1");
        take("a", "2");
        work.get(0).fail("a bug, for a test");

        assertThat(failed.failed()).isTrue();
        assertThat(begun).containsExactly("1", "2");
    }

    @Test
    void workThatCannotEvenBeginMakesRoomForTheNext() {
        Future<String> failed = turns.runInTurn(
                "a",
                () -> {
                    throw new IllegalStateException("a bug, for a test");
                },
                () -> "refused");
        take("a", "2");

        assertThat(failed.failed()).isTrue();
        assertThat(begun).containsExactly("2");
    }

    @Test
    void whoHasWaitedForTooLongIsRefusedAndHisTurnGoesToTheNext() {
        take("a", "1");
        Future<String> late = take("a", "2");
        loop.pass(Duration.ofSeconds(10));
        take("a", "3");
        loop.pass(Duration.ofSeconds(5));
        assertThat(late.result()).isEqualTo("refused");

        work.get(0).complete("done");

        assertThat(begun).containsExactly("1", "3");
    }

    @Test
    void whenAllHaveGivenUpTheNextOneIsFirst() {
        take("a", "1");
        take("a", "2");
        loop.pass(TIMEOUT);
        work.get(0).complete("done");

        take("a", "3");

        assertThat(begun).containsExactly("1", "3");
    }

    @Test
    void moreThanSixtyFourBehindTheFirstAreRefusedAtOnce() {
        for (int i = 0; i <= 64; i++) {
            assertThat(take("a", "" + i).isComplete()).isFalse();
        }

        assertThat(take("a", "65").result()).isEqualTo("refused");
        assertThat(begun).containsExactly("0");
    }

    @Test
    void moreThanTwoHundredAndFiftySixOfOneGroupAreRefusedWhateverTheyWaitFor() {
        for (int i = 0; i < 4; i++) {
            take("a" + i, "");
            for (int j = 0; j < 64; j++) {
                assertThat(take("a" + i, "").isComplete()).isFalse();
            }
        }
        take("a4", "");
        take("b", "");

        assertThat(take("a4", "").result()).isEqualTo("refused");
        assertThat(take("b", "").isComplete()).isFalse();
        work.get(0).complete("done");
        assertThat(take("a4", "").isComplete()).isFalse();
    }

    @Test
    void groupWhoseWorkNeedNotWaitIsNotRefused() {
        for (int i = 0; i < 1000; i++) {
            take("a" + i, "");
        }

        assertThat(begun).hasSize(1000);
    }

    private Future<String> take(String key, String name) {
        return turns.runInTurn(
                key,
                () -> {
                    begun.add(name);
                    Promise<String> promise = Promise.promise();
                    work.add(promise);
                    return promise.future();
                },
                () -> "refused");
    }
}
