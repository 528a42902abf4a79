package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.EndpointSelector.Selection;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.model.Endpoint;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which timeouts open an endpoint's circuit breaker. */
class EndpointSelectorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final ServiceResponse TIMED_OUT = ServiceResponse.failed(FailureReason.TIMEOUT, "test");

    private final ManualClocks clock = new ManualClocks();
    private final EndpointSelector endpoints = new EndpointSelector(
            "Test",
            new ServiceConfig(
                    List.of(new Endpoint(false, "127.0.0.1", 9292, "")),
                    TIMEOUT,
                    TIMEOUT,
                    Duration.ofSeconds(5),
                    64,
                    10,
                    256,
                    true,
                    null),
            clock.time(),
            endpoint -> Future.failedFuture("no timeout needs a check"));

    private static ServiceResponse answered(int status) {
        return new Answered(status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }

    private Selection call(String project) {
        Selection selection = endpoints.select(project, false);
        assertThat(selection).as("the endpoint is ejected").isNotNull();
        return selection;
    }

    private void timesOut(Selection call) {
        call.onResponse(TIMED_OUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 404})
    void timeoutsOfOneProjectDoNotEjectAnEndpointThatMeanwhileAnswersOthers(int status) {
        for (int i = 0; i < 100; i++) {
            List<Selection> slow =
                    Stream.generate(() -> call("hostile")).limit(7).toList();
            Selection good = call("good" + i % 3);
            clock.pass(Duration.ofMillis(100));
            good.onResponse(answered(status));
            clock.pass(TIMEOUT);
            slow.forEach(this::timesOut);
            assertThat(endpoints.isAnyAvailable(false)).isTrue();
        }
    }

    @Test
    void timeoutsWithoutAnAnswerToOthersEjectTheEndpoint() {
        call("good").onResponse(answered(200));
        clock.pass(Duration.ofMillis(1));
        for (int i = 0; i < 5; i++) {
            Selection slow = call("hostile");
            clock.pass(TIMEOUT);
            timesOut(slow);
        }
        assertThat(endpoints.isAnyAvailable(false)).isFalse();
    }

    @Test
    void timeoutsOfAllProjectsEjectTheEndpoint() {
        for (int i = 0; i < 5; i++) {
            Selection slow = call("project" + i);
            clock.pass(TIMEOUT);
            timesOut(slow);
        }
        assertThat(endpoints.isAnyAvailable(false)).isFalse();
    }

    @Test
    void answersToTheSameProjectAreNoProofThatOthersAreAnswered() {
        List<Selection> slow = Stream.generate(() -> call("one")).limit(5).toList();
        Selection other = call("one");
        clock.pass(Duration.ofMillis(1));
        other.onResponse(answered(200));
        clock.pass(TIMEOUT);
        slow.forEach(this::timesOut);
        assertThat(endpoints.isAnyAvailable(false)).isFalse();
    }

    @Test
    void aFailureIsNoAnswerToOthers() {
        List<Selection> slow = Stream.generate(() -> call("one")).limit(4).toList();
        Selection other = call("two");
        clock.pass(Duration.ofMillis(1));
        other.onResponse(answered(503));
        clock.pass(TIMEOUT);
        slow.forEach(this::timesOut);
        assertThat(endpoints.isAnyAvailable(false)).isFalse();
    }
}
