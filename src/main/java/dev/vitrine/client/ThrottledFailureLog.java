package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Cause;
import dev.vitrine.client.ServiceResponse.Failed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of calls that got no answer, once a second at the most: an outage must not fill a disk. Any thread. */
final class ThrottledFailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottledFailureLog.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final String service;
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
    private final AtomicInteger untold = new AtomicInteger();

    ThrottledFailureLog(String service) {
        this.service = service;
    }

    void note(ServiceRequest call, ServiceResponse reply) {
        String what = what(reply);
        if (what.isEmpty()) {
            return;
        }
        long told = toldNanos.get();
        long now = System.nanoTime();
        if (now - told < INTERVAL_NANOS || !toldNanos.compareAndSet(told, now)) {
            untold.incrementAndGet();
            return;
        }
        LOG.warn(
                "{} gave no answer to {}: {} ({}; {} more untold)",
                service,
                call,
                what,
                call.requestId(),
                untold.getAndSet(0));
    }

    private static String what(ServiceResponse reply) {
        if (reply instanceof Failed failed) {
            // That an address is left out was told when it began.
            return failed.cause() == Cause.LEFT_OUT ? "" : failed.cause().toString();
        }
        int status = ((Answered) reply).status();
        return status >= 500 ? "status " + status : "";
    }
}
