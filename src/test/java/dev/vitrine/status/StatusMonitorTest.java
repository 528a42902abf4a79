package dev.vitrine.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.metrics.History;
import dev.vitrine.status.Observation.Endpoint;
import dev.vitrine.status.Observation.Fault;
import dev.vitrine.status.Observation.Machine;
import dev.vitrine.status.Problem.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status: what is wrong, how bad it is, and since when. */
class StatusMonitorTest {
    private static final Instant START = Instant.parse("2026-11-29T03:00:00Z");
    private static final String GLANCE = "http://10.0.0.5:9292";

    private final StatusMonitor monitor = new StatusMonitor();
    private Instant now = START;

    private List<String> unready = List.of();
    private @Nullable Fault login;
    private @Nullable Fault notifications;
    private String lostLines = "";
    private @Nullable String catalog;
    private double rate = 100;
    private double faults;
    private double lag = 0.001;
    private double cpu = 0.5;
    private double heap = 0.4;
    private Map<String, History.Service> services = Map.of("glance", new History.Service(10, 0, 0, 0.01, 0.02));
    private final Map<String, Double> counters = new HashMap<>();
    private List<Endpoint> endpoints = List.of(answering(GLANCE));
    private @Nullable Instant certificateEnd;

    private static Endpoint answering(String address) {
        return new Endpoint("glance", address, "", null, "", false, null, null);
    }

    private Endpoint failing(String address, boolean isEjected) {
        return new Endpoint(
                "glance",
                address,
                "connection_refused",
                "connection refused by 10.0.0.5:9292",
                "Start it.",
                isEjected,
                START,
                null);
    }

    /** Two seconds later. */
    private Status observe() {
        now = now.plusSeconds(2);
        History.Sample sample = new History.Sample(
                now.toEpochMilli(),
                rate,
                faults,
                0.001,
                0.002,
                0.003,
                0.9,
                0,
                lag,
                Map.of(),
                services,
                Map.copyOf(counters));
        return monitor.observe(new Observation(
                now,
                unready,
                login,
                notifications,
                catalog,
                sample,
                endpoints,
                new Machine(cpu, heap),
                certificateEnd,
                lostLines));
    }

    private Status observe(int times) {
        Status status = observe();
        for (int i = 1; i < times; i++) {
            status = observe();
        }
        return status;
    }

    @Test
    void withoutProblemsTheGatewayIsOk() {
        Status status = observe(10);

        assertThat(status.level()).isEqualTo(Level.OK);
        assertThat(status.problems()).isEmpty();
        assertThat(status.headline()).isEqualTo("No problems.");
        assertThat(monitor.status()).isEqualTo(status);
    }

    @Test
    void anEndpointThatIsEjectedIsNamedWithItsCauseAddressActionAndBegin() {
        endpoints = List.of(failing(GLANCE, true));
        services = Map.of("glance", new History.Service(10, 9, 0, 0.01, 0.02));
        faults = 50;

        Status status = observe();

        Problem first = status.problems().get(0);
        assertThat(first.kind()).isEqualTo(Kind.ENDPOINT);
        assertThat(first.cause()).isEqualTo("connection_refused");
        assertThat(first.subject()).isEqualTo("glance " + GLANCE);
        assertThat(first.level()).isEqualTo(Level.FAILING);
        assertThat(first.text())
                .isEqualTo(
                        "Glance at http://10.0.0.5:9292: connection refused by 10.0.0.5:9292; circuit breaker open.");
        assertThat(first.action()).isEqualTo("Start it.");
        assertThat(first.since()).isEqualTo(START);
        assertThat(status.problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.ENDPOINT, Kind.SERVICE_ERRORS, Kind.FAULTS);
    }

    /** A circuit breaker also opens for requests of the gateway's own, after lists that were late. */
    @Test
    void anEndpointThatIsEjectedIsNamedWithoutAFailureToo() {
        endpoints = List.of(new Endpoint("glance", GLANCE, "", null, "", true, null, null));

        Status status = observe();

        assertThat(status.level()).isEqualTo(Level.FAILING);
        assertThat(status.headline()).isEqualTo("Glance at http://10.0.0.5:9292: circuit breaker open.");
        assertThat(status.problems().get(0).since()).isEqualTo(now);
    }

    @Test
    void oneEndpointOfTwoOrOneFailureIsNoOutage() {
        endpoints = List.of(failing(GLANCE, true), answering("http://10.0.0.6:9292"));
        assertThat(observe().level()).isEqualTo(Level.DEGRADED);

        endpoints = List.of(failing(GLANCE, false));
        assertThat(observe().level()).isEqualTo(Level.DEGRADED);
    }

    @ParameterizedTest
    @CsvSource({
        "0.94, 0,    0.5,  OK,       ",
        "0.99, 0,    0.5,  DEGRADED, cpu",
        "NaN,  0.04, 0.5,  OK,       ",
        "0.5,  0.06, 0.5,  DEGRADED, event-loop-lag",
        "0.5,  0.6,  0.5,  FAILING,  event-loop-lag",
        "0.5,  NaN,  0.5,  OK,       ",
        "0.5,  0,    0.85, OK,       ",
        "0.5,  0,    0.86, DEGRADED, heap",
        "0.5,  0,    0.96, FAILING,  heap"
    })
    void theMachineIsPartOfTheStatus(double cpu, double lag, double heap, Level level, @Nullable String kind) {
        this.cpu = cpu;
        this.lag = lag;
        this.heap = heap;

        Status status = observe(StatusMonitor.WINDOW);

        assertThat(status.level()).isEqualTo(level);
        assertThat(status.problems())
                .extracting(problem -> problem.kind().word())
                .isEqualTo(kind == null ? List.of() : List.of(kind));
    }

    @Test
    void aMomentWithoutCpuTimeIsNoProblem() {
        cpu = 1;
        lag = 2;
        assertThat(observe(StatusMonitor.WINDOW - 1).problems()).isEmpty();

        assertThat(observe().problems()).extracting(Problem::kind).containsExactly(Kind.EVENT_LOOP_LAG, Kind.CPU);
    }

    @ParameterizedTest
    @CsvSource({"10, 0, OK", "10, 1, DEGRADED", "10, 6, FAILING"})
    void aServiceThatFailsHalfOfTheCallsIsFailing(double calls, double errors, Level level) {
        services = Map.of("glance", new History.Service(calls, errors, 0, 0.01, 0.02));

        assertThat(observe().level(Kind.SERVICE_ERRORS)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "1, DEGRADED", "10, DEGRADED", "11, FAILING"})
    void aServiceThatTakesLessThanHalfOfTheCallsIsFailing(double rejected, Level level) {
        services = Map.of("glance", new History.Service(10, 0, rejected, 0.01, 0.02));

        Status status = observe();

        assertThat(status.level(Kind.CALLS_REJECTED)).isEqualTo(level);
        assertThat(status.level(Kind.SERVICE_ERRORS)).isEqualTo(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "4, DEGRADED", "6, FAILING"})
    void faultsInMoreThanOneRequestOfTwentyAreFailing(double faults, Level level) {
        this.faults = faults;

        assertThat(observe().level(Kind.FAULTS)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"P15D, OK", "P13D, DEGRADED", "PT23H, FAILING", "-PT1H, FAILING"})
    void aCertificateThatEndsSoonIsAProblem(Duration left, Level level) {
        certificateEnd = START.plus(left).plusSeconds(2);

        assertThat(observe().level(Kind.CERTIFICATE)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"PT4S, OK, ", "PT6S, DEGRADED, ahead of", "-PT90S, FAILING, behind"})
    void clocksThatDifferAreAProblem(Duration offset, Level level, @Nullable String words) {
        endpoints = List.of(new Endpoint("keystone", "http://10.0.0.4:5000", "", null, "", false, null, offset));

        Status status = observe();

        assertThat(status.level(Kind.CLOCK)).isEqualTo(level);
        if (words != null) {
            assertThat(status.headline())
                    .isEqualTo("The clock of Keystone at http://10.0.0.4:5000 is "
                            + offset.abs().toSeconds() + " s " + words + " this machine's.");
        }
    }

    /** Also while the heap is being collected, when the window still has rejected requests. */
    @ParameterizedTest
    @CsvSource({"0.5, too many are in progress, listen.max-requests", "0.96, the heap is nearly full, -Xmx"})
    void rejectedRequestsNameWhatIsShort(double full, String cause, String action) {
        counters.put("vitrine.requests.shed", 5.0);
        heap = full;
        observe();
        heap = 0.5;
        counters.put("vitrine.requests.shed", 6.0);

        assertThat(observe().problems())
                .filteredOn(problem -> problem.kind() == Kind.REQUESTS_REJECTED)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.text()).contains(cause);
                    assertThat(problem.action()).contains(action);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "vitrine.log.dropped,        log",
        "vitrine.access.log.dropped, log",
        "vitrine.requests.shed,      requests-rejected"
    })
    void aCounterThatGrowsIsAProblemForTenSeconds(String counter, String kind) {
        counters.put(counter, 5.0);
        assertThat(observe().problems()).isEmpty();

        counters.put(counter, 6.0);
        Instant grown = now.plusSeconds(2);
        Status status = observe(StatusMonitor.WINDOW - 1);

        assertThat(status.problems())
                .extracting(problem -> problem.kind().word())
                .containsExactly(kind);
        assertThat(status.problems().get(0).since()).isEqualTo(grown);
        assertThat(observe(2).problems()).isEmpty();
    }

    @Test
    void causesStandBeforeWhatFollowsFromThemAndTheWorstFirst() {
        notifications = new Fault("disconnected", "no-events: the broker is not connected", "Look at RabbitMQ.");
        unready = List.of("the gateway could not log in at Keystone yet: see its log");
        heap = 0.97;

        Status status = observe();

        assertThat(status.problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.HEAP, Kind.NOT_READY, Kind.NOTIFICATIONS);
        assertThat(status.level()).isEqualTo(Level.FAILING);
    }

    @Test
    void aLoginThatKeystoneRefusesIsNamedWithItsCauseAndAction() {
        login = new Fault("status_401", "the gateway could not log in: status 401", "Correct the password.");

        Problem problem = observe().problems().get(0);

        assertThat(problem.kind()).isEqualTo(Kind.LOGIN);
        assertThat(problem.cause()).isEqualTo("status_401");
        assertThat(problem.level()).isEqualTo(Level.FAILING);
        assertThat(problem.text()).isEqualTo("The gateway could not log in: status 401.");
        assertThat(problem.action()).isEqualTo("Correct the password.");
    }

    @Test
    void whyLinesAreLostIsNamed() {
        lostLines = "No space left on device";
        counters.put("vitrine.log.dropped", 5.0);
        observe();
        counters.put("vitrine.log.dropped", 6.0);

        assertThat(observe().headline()).isEqualTo("Lines of the log are lost: No space left on device.");
    }

    @Test
    void aCatalogueThatLostTheEndpointIsAProblem() {
        catalog = "no endpoint for service type image in region RegionOne";

        assertThat(observe().headline())
                .isEqualTo("Keystone's catalogue: no endpoint for service type image in region RegionOne.");
        assertThat(observe().level()).isEqualTo(Level.DEGRADED);
    }

    @Test
    void aProblemThatWasOverBeginsAnew() {
        heap = 0.9;
        Instant first = now.plusSeconds(2);
        assertThat(observe(3).problems().get(0).since()).isEqualTo(first);

        heap = 0.5;
        assertThat(observe().problems()).isEmpty();

        heap = 0.9;
        assertThat(observe().problems().get(0).since()).isEqualTo(now);
    }
}
