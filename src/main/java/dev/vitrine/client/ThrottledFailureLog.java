package dev.vitrine.client;

import dev.vitrine.async.Throttle;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.tracing.TraceLabels;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the failed requests to one service, once a second at most: an outage must not fill a disk. Any thread. */
final class ThrottledFailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottledFailureLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String service;
    private final Throttle throttle = new Throttle(INTERVAL, System::nanoTime);
    private final AtomicInteger suppressed = new AtomicInteger();

    ThrottledFailureLog(String service) {
        this.service = service;
    }

    /**
     * Logs the request if it failed, was answered with a 5xx, or was not sent; not if the client has gone. An open circuit
     * breaker has its own line, and so has a service without an endpoint.
     */
    void log(ServiceRequest request, ServiceResponse response) {
        String cause = cause(response);
        if (cause.isEmpty()) {
            return;
        }
        if (!throttle.tryPass()) {
            suppressed.incrementAndGet();
            return;
        }
        TraceLabels.label(LOG.atWarn(), request.trace())
                .log(
                        "{} request failed: {}: {} (request {}; {} similar messages suppressed)",
                        service,
                        request,
                        cause,
                        request.loggedRequestId(),
                        suppressed.getAndSet(0));
    }

    private static String cause(ServiceResponse response) {
        if (response instanceof Failed failed) {
            return switch (failed.reason()) {
                case CIRCUIT_OPEN, NO_ENDPOINT, ABANDONED -> "";
                default -> failed.detail();
            };
        }
        int status = ((Answered) response).status();
        return status >= 500 ? "status " + status : "";
    }
}
