package dev.vitrine.status;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.status.Observation.Endpoint;
import dev.vitrine.status.Observation.Machine;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the gateway every two seconds, on a worker thread, and determines its status.
 *
 * <p>The status and the samples can be read on any thread.
 */
public final class StatusService {
    private static final Logger LOG = LoggerFactory.getLogger(StatusService.class);

    private final Vertx vertx;
    private final StatusProbe probe;
    private final String version;
    private final Instant begin = Instant.now();
    private final History history;
    private final StatusMonitor monitor = new StatusMonitor();
    private final StatusHistory statusHistory = new StatusHistory();
    private final ProblemLog log = new ProblemLog();
    private final AtomicBoolean isObserving = new AtomicBoolean();
    private volatile Consumer<History.Sample> listener = sample -> {};
    private volatile Machine machine = new Machine(Double.NaN, 0);
    private volatile List<Endpoint> endpoints = List.of();
    private long timer = -1;

    /**
     * Begins without an observation.
     *
     * @param probe tells what is known besides metrics
     * @param version the gateway's version
     */
    public StatusService(Vertx vertx, Metrics metrics, StatusProbe probe, String version) {
        this.vertx = vertx;
        this.version = version;
        this.probe = probe;
        this.history = new History(metrics);
        metrics.registerForHistory("machine.cpu", () -> machine.cpu());
        metrics.registerForHistory("machine.heap", () -> machine.heap());
    }

    /** Starts observing. */
    public void start() {
        observe();
        timer = vertx.setPeriodic(History.INTERVAL.toMillis(), tick -> observe());
    }

    /** Stops observing. */
    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** Takes what gets each sample once the status takes it into account, in place of the one before. */
    public void onSample(Consumer<History.Sample> listener) {
        this.listener = listener;
    }

    /** Returns the gateway's version. */
    public String version() {
        return version;
    }

    /** Returns when the gateway was started. */
    public Instant begin() {
        return begin;
    }

    /** Returns the last status. */
    public Status status() {
        return monitor.status();
    }

    /** Returns the status in each period of the last fifteen minutes, as {@link StatusHistory#periods} does. */
    public List<Status> periods() {
        return statusHistory.periods();
    }

    /** Returns the endpoints of all services that are called, as the last observation knows them; empty before the first. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Returns the samples of the last fifteen minutes, the oldest first. */
    public List<History.Sample> samples() {
        return history.samples();
    }

    /** One observation at a time: a machine that takes longer than two seconds for one skips the next. */
    private void observe() {
        if (!isObserving.compareAndSet(false, true)) {
            return;
        }
        vertx.executeBlocking(this::observation, false)
                .onSuccess(this::judge)
                .onFailure(cause -> LOG.warn("the gateway's status could not be observed: {}", cause.toString()))
                .onComplete(done -> isObserving.set(false));
    }

    private void judge(Observation seen) {
        endpoints = seen.endpoints();
        Status status = monitor.observe(seen);
        statusHistory.add(status);
        log.onStatus(status);
        listener.accept(seen.sample());
    }

    private Observation observation() {
        // Before the sample, which holds it.
        machine = new Machine(cpu(), probe.heap());
        return new Observation(
                Instant.now(),
                probe.unready(),
                probe.login(),
                probe.notifications(),
                probe.catalog(),
                history.sample(),
                probe.endpoints(),
                machine,
                probe.certificateEnd(),
                probe.lostLines());
    }

    /** Of all processes: a gateway suffers from others as well. */
    private static double cpu() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system instanceof com.sun.management.OperatingSystemMXBean known ? known.getCpuLoad() : -1;
        return load < 0 ? Double.NaN : load;
    }
}
