package dev.vitrine.server;

import dev.vitrine.identity.TraceContext;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.metrics.RecentFaults;
import dev.vitrine.metrics.Traces.TracedResponse;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.ImageId;
import dev.vitrine.server.AccessLog.Entry;
import dev.vitrine.tracing.ServerSpan;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** Counts each request in the metrics, and logs it in the access log if there is one. Any event loop. */
public final class RequestLogger {
    private static final String IMAGES = "/images/";

    private final Metrics metrics;
    private final @Nullable AccessLog accessLog;
    private final @Nullable Tracing tracing;

    /**
     * Makes the logger of all requests.
     *
     * @param accessLog null for none
     * @param tracing what makes spans; null for none
     */
    public RequestLogger(Metrics metrics, @Nullable AccessLog accessLog, @Nullable Tracing tracing) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.tracing = tracing;
    }

    /** Begins the span of a request whose head has been read, if spans are made. */
    void begin(RequestContext context) {
        if (tracing != null) {
            context.setSpan(tracing.begin(new Tracing.Begin(
                    context.method().name(),
                    context.rawPath(),
                    context.isTls() ? "https" : "http",
                    context.request().headers(),
                    context.startNanos())));
        }
    }

    /** Records event loop lag. */
    void lag(long nanos) {
        metrics.recordEventLoopLag(nanos);
    }

    /** One in sixteen: the last digit of an id is random already. */
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

    /** Counts and logs a request whose response is about to be sent. */
    void log(RequestContext context, ApiResponse response) {
        int length =
                ResponseWriter.hasBody(context, response) ? response.content().length() : 0;
        log(context, response.status(), response.cache(), length);
    }

    /** Counts and logs a request whose response has been sent but for its end, so many bytes of its body so far. */
    void log(RequestContext context, int status, long bytes) {
        log(context, status, CacheOutcome.BYPASS, bytes);
    }

    private void log(RequestContext context, int status, CacheOutcome outcome, long bytes) {
        long nanos = System.nanoTime() - context.startNanos();
        metrics.recordRequest(
                context.route(), context.method().name(), status, outcome, nanos, exemplar(context, outcome));
        String cache = context.isPassedOn() ? RequestContext.PASSED_ON : outcome.word();
        ServerSpan span = context.span();
        if (span != null) {
            end(span, context, status, cache);
        }
        if (metrics.traces().isActive()) {
            metrics.traces()
                    .recordResponse(
                            context.idForBackends(),
                            new TracedResponse(status, cache, context.refusedBy(), context.startNanos(), nanos));
        }
        if (status >= 500) {
            metrics.recentFaults()
                    .add(new RecentFaults.RecentFault(
                            System.currentTimeMillis(), context.requestId(), context.route(), status, cache, nanos));
        }
        if (isSampled(context.requestId()) && status < 300) {
            sample(context.rawPath());
        }
        if (accessLog != null) {
            accessLog.log(entry(context, status, cache, bytes, nanos));
        }
    }

    /**
     * Returns the trace that a latency is an example of; null if none is recorded. A hit does not pay for a look at what its
     * client sent.
     */
    private static @Nullable String exemplar(RequestContext context, CacheOutcome outcome) {
        boolean isLookedAt = outcome != CacheOutcome.HIT || context.span() != null;
        TraceContext trace = isLookedAt ? context.trace() : null;
        return trace != null && trace.isSampled() ? trace.traceId() : null;
    }

    private static void end(ServerSpan span, RequestContext context, int status, String cache) {
        if (!span.isRecording()) {
            span.end();
            return;
        }
        boolean hasRoute = !context.isPassedOn() && !context.route().equals(RequestContext.NO_ROUTE);
        HostAndPort host = context.host();
        span.end(new ServerSpan.End(
                context.method().name(),
                hasRoute ? context.route() : null,
                status,
                cache,
                context.requestId(),
                context.client(),
                context.version(),
                host == null ? null : host.host(),
                host == null ? -1 : host.port(),
                context.userAgent(),
                context.project()));
    }

    private static Entry entry(RequestContext context, int status, String cache, long bytes, long nanos) {
        TraceContext trace = context.trace();
        String userAgent = context.userAgent();
        return new Entry(
                System.currentTimeMillis(),
                context.client(),
                Entry.cut(context.method().name()),
                Entry.cut(context.uri()),
                context.version(),
                status,
                bytes,
                nanos,
                cache,
                context.requestId(),
                context.idForBackends(),
                context.upstreamNanos(),
                context.project(),
                userAgent == null ? null : Entry.cut(userAgent),
                trace == null ? null : trace.traceId(),
                trace == null ? null : trace.spanId());
    }
}
