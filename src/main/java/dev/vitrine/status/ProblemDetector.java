package dev.vitrine.status;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.History.Sample;
import dev.vitrine.status.Observation.Endpoint;
import dev.vitrine.status.Observation.Fault;
import dev.vitrine.status.Problem.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Finds what is wrong in the last observations; each rule is one method. Keeps nothing itself. */
final class ProblemDetector {
    /** A loop that is later than this delays every request that a client can notice. */
    private static final double LAG_DEGRADED = 0.05;

    private static final double LAG_FAILING = 0.5;

    /** With more of the machine's CPU time in use requests wait for the rest. */
    private static final double CPU_DEGRADED = 0.95;

    /** From here on the gateway halves its caches. */
    private static final double HEAP_DEGRADED = 0.85;

    /** From here on the gateway rejects what is no cache hit. */
    private static final double HEAP_FAILING = 0.95;

    private static final Duration CERTIFICATE_DEGRADED = Duration.ofDays(14);
    private static final Duration CERTIFICATE_FAILING = Duration.ofDays(1);

    /** Tokens expire by the clock: a few seconds only matter at their end. */
    private static final Duration CLOCK_DEGRADED = Duration.ofSeconds(5);

    private static final Duration CLOCK_FAILING = Duration.ofMinutes(1);

    /** Faults in more than one request of twenty. */
    private static final double FAULTS_FAILING = 0.05;

    private static final List<String> LOST_LINES = List.of("vitrine.log.dropped", "vitrine.access.log.dropped");

    private final List<Observation> window;
    private final Observation last;
    private final List<Problem> found = new ArrayList<>();

    private ProblemDetector(List<Observation> window) {
        this.window = window;
        this.last = window.get(window.size() - 1);
    }

    /**
     * Returns what is wrong.
     *
     * @param window the observations of the last seconds, the oldest first; at least one
     */
    static List<Problem> problems(List<Observation> window) {
        ProblemDetector detector = new ProblemDetector(window);
        detector.checkMachine();
        detector.checkEndpoints();
        detector.checkLogin();
        detector.checkServices();
        detector.checkCertificate();
        detector.last.endpoints().forEach(detector::checkClock);
        detector.checkSources();
        detector.checkRequests();
        detector.last.unready().forEach(detector::addUnready);
        return detector.found;
    }

    private void checkMachine() {
        double heap = last.machine().heap();
        if (heap > HEAP_DEGRADED) {
            add(
                    Kind.HEAP,
                    "",
                    heap > HEAP_FAILING ? Level.FAILING : Level.DEGRADED,
                    percent(heap) + " of the heap is in use after a garbage collection.",
                    "Give the process more heap (-Xmx). Caches are halved"
                            + (heap > HEAP_FAILING ? ", and requests that are no cache hits are rejected." : "."));
        }
        if (window.size() == StatusMonitor.WINDOW) {
            checkPace();
        }
        if (LOST_LINES.stream().anyMatch(this::hasGrown)) {
            add(
                    Kind.LOG,
                    "",
                    Level.DEGRADED,
                    "Lines of the log are lost" + (last.lostLines().isEmpty() ? "." : ": " + last.lostLines() + "."),
                    last.lostLines().isEmpty()
                            ? "What reads standard output is too slow, or does not read."
                            : "Make room where standard output is written to, or start again what reads it.");
        }
    }

    /** Only over the whole window: a start, or one collection of garbage, takes all the CPU for a moment. */
    private void checkPace() {
        double cpu = mean(seen -> seen.machine().cpu());
        if (cpu > CPU_DEGRADED) {
            add(
                    Kind.CPU,
                    "",
                    Level.DEGRADED,
                    percent(cpu) + " of the machine's CPU time is in use.",
                    "Find what uses it (top), or add a gateway: each request waits for the CPU.");
        }
        double lag = meanOfSamples(Sample::loopLag);
        if (lag > LAG_DEGRADED) {
            add(
                    Kind.EVENT_LOOP_LAG,
                    "",
                    lag > LAG_FAILING ? Level.FAILING : Level.DEGRADED,
                    "Event loops are " + millis(lag) + " late (99th percentile).",
                    "Requests wait that much longer before they are read, which is part of their latency. Look at CPU time and garbage collection.");
        }
    }

    private void checkEndpoints() {
        last.endpoints().stream().filter(ProblemDetector::isWrong).forEach(this::addEndpoint);
    }

    private void checkLogin() {
        Fault login = last.login();
        if (login != null) {
            add(Kind.LOGIN, "", login.cause(), Level.FAILING, sentence(login.text()), login.action());
        }
    }

    private static String sentence(String clause) {
        return name(clause) + ".";
    }

    private static boolean isWrong(Endpoint endpoint) {
        return endpoint.failure() != null || endpoint.isEjected();
    }

    private void addEndpoint(Endpoint endpoint) {
        List<String> words = new ArrayList<>();
        if (endpoint.failure() != null) {
            words.add(endpoint.failure());
        }
        if (endpoint.isEjected()) {
            words.add("circuit breaker open");
        }
        found.add(new Problem(
                Kind.ENDPOINT,
                named(endpoint),
                endpoint.failure() == null ? "circuit_open" : endpoint.cause(),
                endpoint.isEjected() && !isAnyAnswering(endpoint.service()) ? Level.FAILING : Level.DEGRADED,
                name(endpoint.service()) + " at " + endpoint.address() + ": " + String.join("; ", words) + ".",
                endpoint.action(),
                endpoint.since() == null ? last.at() : endpoint.since()));
    }

    /** Returns a service's name, or a clause, as at the begin of a sentence. */
    private static String name(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String named(Endpoint endpoint) {
        return endpoint.service() + " " + endpoint.address();
    }

    private boolean isAnyAnswering(String service) {
        return last.endpoints().stream().anyMatch(other -> other.service().equals(service) && !isWrong(other));
    }

    private void checkServices() {
        for (String service : last.sample().services().keySet()) {
            double rate = meanOf(service, History.Service::rate);
            double rejected = meanOf(service, History.Service::rejected);
            double errors = meanOf(service, History.Service::errors);
            if (rejected > 0) {
                add(
                        Kind.CALLS_REJECTED,
                        service,
                        rejected > rate ? Level.FAILING : Level.DEGRADED,
                        number(rejected) + " calls per second to " + name(service)
                                + " are rejected: too many wait already.",
                        "Find why " + name(service)
                                + " is slow: its load, its log. If it can do more, raise max-connections in"
                                + " its section.");
            }
            if (errors > 0) {
                add(
                        Kind.SERVICE_ERRORS,
                        service,
                        errors > rate / 2 ? Level.FAILING : Level.DEGRADED,
                        number(errors) + " of " + number(rate) + " calls per second to " + name(service) + " fail.",
                        "The log has the failed calls, with their cause and the address.");
            }
        }
    }

    private void checkCertificate() {
        Instant end = last.certificateEnd();
        if (end != null) {
            Duration left = Duration.between(last.at(), end);
            if (left.compareTo(CERTIFICATE_DEGRADED) < 0) {
                add(
                        Kind.CERTIFICATE,
                        "",
                        left.compareTo(CERTIFICATE_FAILING) < 0 ? Level.FAILING : Level.DEGRADED,
                        "The listener's certificate " + (left.isNegative() ? "has ended at " : "ends at ") + end + ".",
                        "Renew listen.tls-certificate; the gateway reads it again when the file changes.");
            }
        }
    }

    /** What tells the gateway of changes elsewhere. */
    private void checkSources() {
        String catalog = last.catalog();
        if (catalog != null) {
            add(
                    Kind.CATALOG,
                    "",
                    Level.DEGRADED,
                    "Keystone's catalogue: " + catalog + ".",
                    "The endpoint that it had before is called. Correct the catalogue, or set glance.api-servers.");
        }
        Fault feed = last.notifications();
        if (feed != null) {
            add(
                    Kind.NOTIFICATIONS,
                    "",
                    feed.cause(),
                    Level.DEGRADED,
                    "Glance's notifications do not arrive: " + feed.text() + ".",
                    feed.action() + " Changes made in Glance itself may be visible late meanwhile.");
        }
    }

    private void checkClock(Endpoint endpoint) {
        Duration offset = endpoint.clockOffset();
        if (offset != null && offset.abs().compareTo(CLOCK_DEGRADED) > 0) {
            // The expiry of tokens is Keystone's word.
            boolean isFailing = offset.abs().compareTo(CLOCK_FAILING) > 0
                    && endpoint.service().equals("keystone");
            add(
                    Kind.CLOCK,
                    named(endpoint),
                    isFailing ? Level.FAILING : Level.DEGRADED,
                    "The clock of " + name(endpoint.service()) + " at " + endpoint.address() + " is "
                            + offset.abs().toSeconds() + " s "
                            + (offset.isNegative() ? "behind" : "ahead of") + " this machine's.",
                    "Look at NTP on both machines: by the wrong one tokens expire early or late.");
        }
    }

    private void checkRequests() {
        double rate = meanOfSamples(Sample::rate);
        if (hasGrown("vitrine.requests.shed")) {
            boolean isHeapFull = window.stream().anyMatch(seen -> seen.machine().heap() > HEAP_FAILING);
            add(
                    Kind.REQUESTS_REJECTED,
                    "",
                    Level.FAILING,
                    "Requests are rejected with 503: "
                            + (isHeapFull ? "the heap is nearly full." : "too many are in progress."),
                    (isHeapFull ? "Give the process more heap (-Xmx)." : "listen.max-requests bounds them.")
                            + " Cache hits are served.");
        }
        double faults = meanOfSamples(Sample::faults);
        if (faults > 0) {
            add(
                    Kind.FAULTS,
                    "",
                    faults > rate * FAULTS_FAILING ? Level.FAILING : Level.DEGRADED,
                    percent(faults / rate) + " of the requests end in a fault.",
                    "The dashboard lists the last ones with their request ids.");
        }
    }

    private void addUnready(String reason) {
        add(
                Kind.NOT_READY,
                "",
                Level.FAILING,
                "Not ready: " + reason + ".",
                "Load balancers that check /readyz send no requests here.");
    }

    private void add(Kind kind, String subject, Level level, String text, String action) {
        add(kind, subject, "", level, text, action);
    }

    private void add(Kind kind, String subject, String cause, Level level, String text, String action) {
        found.add(new Problem(kind, subject, cause, level, text, action, last.at()));
    }

    private boolean hasGrown(String counter) {
        Map<String, Double> before = window.get(0).sample().gauges();
        double now = last.sample().gauges().getOrDefault(counter, 0.0);
        return now > before.getOrDefault(counter, window.size() == 1 ? now : 0.0);
    }

    private double meanOf(String service, ToDoubleFunction<History.Service> field) {
        return mean(seen -> {
            History.Service known = seen.sample().services().get(service);
            return known == null ? 0 : field.applyAsDouble(known);
        });
    }

    private double meanOfSamples(ToDoubleFunction<Sample> field) {
        return mean(seen -> field.applyAsDouble(seen.sample()));
    }

    /** Returns the mean of what is known; 0 if nothing is. */
    private double mean(ToDoubleFunction<Observation> field) {
        return window.stream()
                .mapToDouble(field)
                .filter(Double::isFinite)
                .average()
                .orElse(0);
    }

    private static String percent(double ratio) {
        return Math.round(ratio * 100) + " %";
    }

    private static String millis(double seconds) {
        return Math.round(seconds * 1_000) + " ms";
    }

    private static String number(double rate) {
        return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
    }
}
