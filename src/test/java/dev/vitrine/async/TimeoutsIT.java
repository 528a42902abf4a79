package dev.vitrine.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TimeoutsIT {
    private static final Duration TIMEOUT = Duration.ofMillis(20);

    @Test
    void futureThatDoesNotCompleteInTimeFails(Vertx vertx) {
        Promise<String> never = Promise.promise();
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> Timeouts.within(vertx, TIMEOUT, never.future()).onComplete(end));

        assertThatThrownBy(() -> end.future().await(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    /** As after SIGSTOP and SIGCONT: both are due, the deadline first. */
    @Test
    void resultThatArrivedWhileTheProcessWasSuspendedIsTaken(Vertx vertx) throws Exception {
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Promise<String> answer = Promise.promise();
            Future<String> within = Timeouts.within(vertx, TIMEOUT, answer.future());
            vertx.setTimer(2 * TIMEOUT.toMillis(), come -> answer.complete("it"));
            within.onComplete(end);
            suspend();
        });

        assertThat(end.future().await(10, TimeUnit.SECONDS)).isEqualTo("it");
    }

    @Test
    void futureThatDoesNotCompleteAfterASuspensionEitherFails(Vertx vertx) {
        Promise<String> never = Promise.promise();
        Promise<String> end = Promise.promise();

        vertx.runOnContext(go -> {
            Timeouts.within(vertx, TIMEOUT, never.future()).onComplete(end);
            suspend();
        });

        assertThatThrownBy(() -> end.future().await(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    private static void suspend() {
        try {
            Thread.sleep(1_200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
