package dev.vitrine.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.EndpointSelector.Selection;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.model.Endpoint;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointSelectorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final ServiceConfig CONFIG =
            new ServiceConfig(List.of(), TIMEOUT, TIMEOUT, TIMEOUT, 1, 1, 1, true, TlsConfig.DEFAULTS);
    private static final Endpoint A = requireNonNull(Endpoint.parse("http://a:1"));
    private static final Endpoint B = requireNonNull(Endpoint.parse("http://b:1"));
    private static final Endpoint C = requireNonNull(Endpoint.parse("http://c:1"));
    private static final ServiceResponse DOWN = ServiceResponse.failed(FailureReason.UNREACHABLE, "a");

    private final AtomicReference<List<Endpoint>> listed = new AtomicReference<>(List.of());
    private final EndpointSelector selector = new EndpointSelector(
            "Glance", CONFIG, listed::get, new ManualClocks().time(), endpoint -> Future.succeededFuture(DOWN));

    private @Nullable Selection select() {
        return selector.select(Duration.ZERO);
    }

    private Set<String> selected(int calls) {
        Set<String> hosts = new TreeSet<>();
        for (int i = 0; i < calls; i++) {
            hosts.add(requireNonNull(select()).endpoint().host());
        }
        return hosts;
    }

    private void fail(Endpoint endpoint) {
        for (int i = 0; i < 20 && selector.ejected() == 0; i++) {
            Selection selection = requireNonNull(select());
            if (selection.endpoint().equals(endpoint)) {
                selection.onResponse(DOWN, false);
            }
        }
    }

    @Test
    void withoutAnEndpointThereIsNoSelection() {
        assertThat(select()).isNull();
        assertThat(selector.isEmpty()).isTrue();
        assertThat(selector.isAnyAvailable(Duration.ZERO)).isFalse();
    }

    @Test
    void endpointsThatComeAndGoAreSelectedAtOnce() {
        listed.set(List.of(A, B));
        assertThat(selected(4)).containsExactly("a", "b");
        assertThat(selector.isEmpty()).isFalse();

        listed.set(List.of(C));
        assertThat(selected(4)).containsExactly("c");
    }

    @Test
    void anEndpointThatStaysKeepsItsCircuitBreaker() {
        listed.set(List.of(A, B));
        fail(A);
        assertThat(selector.ejected()).isEqualTo(1);

        listed.set(List.of(C, A));
        assertThat(selected(4)).containsExactly("c");
        assertThat(selector.ejected()).isEqualTo(1);
    }

    @Test
    void anEndpointThatComesBackBeginsAnew() {
        listed.set(List.of(A, B));
        fail(A);
        listed.set(List.of(B));
        assertThat(selector.ejected()).isZero();

        listed.set(List.of(A, B));
        assertThat(selected(4)).containsExactly("a", "b");
    }

    @Test
    void aSecondTryHasAnotherEndpointIfThereIsOne() {
        listed.set(List.of(A, B, C));
        for (int i = 0; i < 6; i++) {
            assertThat(requireNonNull(selector.select(Duration.ZERO, B)).endpoint())
                    .isIn(A, C);
        }
        assertThat(selector.hasSeveral()).isTrue();

        listed.set(List.of(B));
        assertThat(requireNonNull(selector.select(Duration.ZERO, B)).endpoint()).isEqualTo(B);
        assertThat(selector.hasSeveral()).isFalse();
    }

    /** A call that has begun to an endpoint which is not listed any more ends as it does. */
    @Test
    void callsToAFormerEndpointCountForNoOther() {
        listed.set(List.of(A));
        Selection former = requireNonNull(select());
        listed.set(List.of(B));
        for (int i = 0; i < 10; i++) {
            former.onResponse(DOWN, false);
        }

        assertThat(selected(2)).containsExactly("b");
        assertThat(selector.ejected()).isZero();
    }

    @Test
    void theStateHasTheLastFailureUntilACallIsAnswered() {
        listed.set(List.of(A));
        requireNonNull(select()).onResponse(DOWN, false);
        requireNonNull(select()).onResponse(ServiceResponse.failed(FailureReason.TIMEOUT, "a"), true);
        requireNonNull(select()).onResponse(ServiceResponse.failed(FailureReason.REJECTED, "a"), false);

        EndpointState state = selector.states().get(0);
        assertThat(state.address()).isEqualTo("http://a:1");
        assertThat(requireNonNull(state.failure()).text()).isEqualTo("no connection to a");

        requireNonNull(select()).onResponse(new Answered(404, HttpHeaders.headers(), Buffer.buffer()), false);
        assertThat(selector.states().get(0).failure()).isNull();
    }

    @Test
    void aLateListIsNoFailureOfTheEndpoint() {
        listed.set(List.of(A));
        requireNonNull(select()).onResponse(ServiceResponse.failed(FailureReason.TIMEOUT, "a"), true);

        assertThat(selector.states().get(0).failure()).isNull();
    }
}
