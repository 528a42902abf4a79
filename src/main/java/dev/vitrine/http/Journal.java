package dev.vitrine.http;

import dev.vitrine.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/** What is told of each request when it has its answer: figures, and a line in the access log where there is one. */
public final class Journal {
    private final Metrics metrics;
    private final @Nullable AccessLog log;

    /** Takes the access log, or null for none. */
    public Journal(Metrics metrics, @Nullable AccessLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    /** Notes how late the event loop was. */
    void lag(long nanos) {
        metrics.lag(nanos);
    }

    /** Notes that a request has its answer. */
    void note(Exchange exchange, Answer answer) {
        long nanos = System.nanoTime() - exchange.startNanos();
        metrics.request(exchange.route(), exchange.method().name(), answer.status(), answer.cache(), nanos);
        String cache = answer.cache().word();
        metrics.traces().answered(exchange.idForBackends(), answer.status(), cache, exchange.startNanos(), nanos);
        if (log != null) {
            log.note(new AccessLine(
                    System.currentTimeMillis(),
                    exchange.client(),
                    exchange.method().name(),
                    exchange.uri(),
                    exchange.version(),
                    answer.status(),
                    exchange.shows(answer) ? answer.body().length() : 0,
                    nanos,
                    cache,
                    exchange.requestId(),
                    exchange.idForBackends()));
        }
    }
}
