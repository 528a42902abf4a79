package dev.vitrine.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.async.Timeouts.Timeout;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TimeoutsIT {
    /** Of a timer of the platform's, and of one in the wheel. */
    @ParameterizedTest
    @ValueSource(ints = {20, 250})
    void futureThatDoesNotCompleteInTimeFails(int millis, Vertx vertx) {
        Duration timeout = Duration.ofMillis(millis);
        Promise<String> never = Promise.promise();
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> Timeouts.within(vertx, timeout, never.future()).onComplete(end));

        assertThatThrownBy(() -> end.future().await(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    /** As after SIGSTOP and SIGCONT: both are due, the deadline first. */
    @ParameterizedTest
    @ValueSource(ints = {20, 250})
    void resultThatArrivedWhileTheProcessWasSuspendedIsTaken(int millis, Vertx vertx) throws Exception {
        Duration timeout = Duration.ofMillis(millis);
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Promise<String> answer = Promise.promise();
            Future<String> within = Timeouts.within(vertx, timeout, answer.future());
            vertx.setTimer(2 * timeout.toMillis(), come -> answer.complete("it"));
            within.onComplete(end);
            suspend();
        });

        assertThat(end.future().await(10, TimeUnit.SECONDS)).isEqualTo("it");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 250})
    void futureThatDoesNotCompleteAfterASuspensionEitherFails(int millis, Vertx vertx) {
        Duration timeout = Duration.ofMillis(millis);
        Promise<String> never = Promise.promise();
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Timeouts.within(vertx, timeout, never.future()).onComplete(end);
            suspend();
        });

        assertThatThrownBy(() -> end.future().await(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    /** One of them, behind others, fires: those before it that were stopped have not. */
    @ParameterizedTest
    @ValueSource(ints = {20, 250})
    void aStoppedTimeoutDoesNotFireAndTheOthersDo(int millis, Vertx vertx) throws Exception {
        Duration timeout = Duration.ofMillis(millis);
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Timeout first = Timeouts.start(vertx, timeout, () -> end.tryFail("the first one was stopped"));
            Timeout second = Timeouts.start(vertx, timeout, () -> end.tryFail("the second one was stopped"));
            Timeouts.start(vertx, timeout.multipliedBy(2), () -> end.tryComplete("it"));
            Timeout last = Timeouts.start(vertx, timeout, () -> end.tryFail("the last one was stopped"));
            second.cancel();
            first.cancel();
            last.cancel();
            last.cancel();
        });

        assertThat(end.future().await(10, TimeUnit.SECONDS)).isEqualTo("it");
    }

    @Test
    void aTimeoutMayBeStoppedByAnotherThread(Vertx vertx) throws Exception {
        Promise<Timeout> started = Promise.promise();
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            started.complete(Timeouts.start(vertx, Duration.ofMillis(300), () -> end.tryFail("it was stopped")));
            Timeouts.start(vertx, Duration.ofMillis(600), () -> end.tryComplete("it"));
        });
        started.future().await(10, TimeUnit.SECONDS).cancel();

        assertThat(end.future().await(10, TimeUnit.SECONDS)).isEqualTo("it");
    }

    @Test
    void whatATimeoutThrowsDoesNotStopTheOthers(Vertx vertx) throws Exception {
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Timeouts.start(vertx, Duration.ofMillis(250), () -> {
                throw new IllegalStateException("a bug that a test has made");
            });
            Timeouts.start(
                    vertx,
                    Duration.ofMillis(250),
                    () -> Timeouts.start(vertx, Duration.ofMillis(250), () -> end.tryComplete("it")));
        });

        assertThat(end.future().await(10, TimeUnit.SECONDS)).isEqualTo("it");
    }

    private static void suspend() {
        try {
            Thread.sleep(1_200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
