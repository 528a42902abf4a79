package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.CapturedLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GatewayProcessTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Test
    void whatFailsToCloseIsLoggedAndNoFailureOfTheStop() throws Exception {
        List<Supplier<Future<Void>>> failing = List.of(() -> Future.failedFuture("first"), () -> {
            throw new IllegalStateException("second");
        });
        CapturedLog log = new CapturedLog(GatewayProcess.class.getName());
        try (log) {
            for (Supplier<Future<Void>> part : failing) {
                GatewayProcess.close("gateway", part, TIMEOUT);
            }
        }

        assertThat(log.messages()).hasSize(2).containsOnly("gateway not closed properly");
    }

    @Test
    void whatDoesNotCloseInTimeIsUnfinished() {
        Promise<Void> never = Promise.promise();

        assertThatThrownBy(() -> GatewayProcess.close("gateway", never::future, Duration.ZERO))
                .isInstanceOf(TimeoutException.class);
    }
}
