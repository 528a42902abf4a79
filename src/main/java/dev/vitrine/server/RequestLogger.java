package dev.vitrine.server;

import dev.vitrine.metrics.Metrics;
import dev.vitrine.metrics.RecentFaults;
import dev.vitrine.model.ImageId;
import org.jspecify.annotations.Nullable;

/** What is told of each request when its answer is there: figures, and a line in the access log where there is one. */
public final class RequestLogger {
    private static final String IMAGES = "/images/";

    private final Metrics metrics;
    private final @Nullable AccessLog log;

    /** Takes the access log, or null for none. */
    public RequestLogger(Metrics metrics, @Nullable AccessLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    /** Notes how late the event loop was. */
    void lag(long nanos) {
        metrics.recordEventLoopLag(nanos);
    }

    /** One in sixteen: the last digit of an id is drawn by lot already. */
    private static boolean isSampled(String requestId) {
        return requestId.charAt(requestId.length() - 1) == '0';
    }

    private void sample(String path) {
        int begin = path.lastIndexOf(IMAGES) + IMAGES.length();
        int end = begin + ImageId.LENGTH;
        ImageId id = begin < IMAGES.length() || end > path.length() ? null : ImageId.parse(path.substring(begin, end));
        if (id != null) {
            metrics.topImages().count(id);
        }
    }

    /** Notes a request whose answer is about to be sent. */
    void log(RequestContext exchange, ApiResponse answer) {
        long nanos = System.nanoTime() - exchange.startNanos();
        metrics.recordRequest(exchange.route(), exchange.method().name(), answer.status(), answer.cache(), nanos);
        String cache = answer.cache().word();
        if (metrics.traces().isActive()) {
            metrics.traces()
                    .recordResponse(exchange.idForBackends(), answer.status(), cache, exchange.startNanos(), nanos);
        }
        if (answer.status() >= 500) {
            metrics.recentFaults()
                    .add(new RecentFaults.RecentFault(
                            System.currentTimeMillis(),
                            exchange.requestId(),
                            exchange.route(),
                            answer.status(),
                            cache,
                            nanos));
        }
        if (isSampled(exchange.requestId()) && answer.status() < 300) {
            sample(exchange.rawPath());
        }
        if (log != null) {
            log.note(new AccessLogEntry(
                    System.currentTimeMillis(),
                    exchange.client(),
                    exchange.method().name(),
                    exchange.uri(),
                    exchange.version(),
                    answer.status(),
                    ResponseWriter.hasBody(exchange, answer) ? answer.body().length() : 0,
                    nanos,
                    cache,
                    exchange.requestId(),
                    exchange.idForBackends()));
        }
    }
}
