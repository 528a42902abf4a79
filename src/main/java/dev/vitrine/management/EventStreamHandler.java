package dev.vitrine.management;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.metrics.TopImages;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /live}: server-sent events for the dashboard: first the samples of the last fifteen minutes, then one sample
 * every two seconds.
 *
 * <p>At most 16 subscribers; more get a 503. A subscriber that does not read fast enough misses samples, and delays no
 * other. Samples are taken on a worker thread.
 */
public final class EventStreamHandler implements ManagementResource {
    private static final int MAX_SUBSCRIBERS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(EventStreamHandler.class);

    private final Vertx vertx;
    private final Metrics metrics;
    private final History history;
    private final GatewayHealth health;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isSampling = new AtomicBoolean();
    private volatile long timer = -1;

    private record Subscriber(Context context, HttpServerResponse response) {}

    /** Makes the handler of these metrics and this gateway's health. */
    public EventStreamHandler(Vertx vertx, Metrics metrics, GatewayHealth health) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.history = new History(metrics);
        this.health = health;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/live")
                .guardedBy(auth)
                .on(HttpMethod.GET, this::subscribe)
                .end();
    }

    /** Starts sampling. */
    @Override
    public void start() {
        timer = vertx.setPeriodic(History.INTERVAL.toMillis(), tick -> sample());
    }

    /** Stops sampling. */
    @Override
    public void stop() {
        vertx.cancelTimer(timer);
    }

    private void subscribe(RoutingContext context) {
        if (subscribers.size() >= MAX_SUBSCRIBERS) {
            Responses.text(context, 503, "There are " + MAX_SUBSCRIBERS + " subscribers already.\n");
            return;
        }
        HttpServerResponse response = context.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        Subscriber subscriber = new Subscriber(vertx.getOrCreateContext(), response);
        response.exceptionHandler(gone -> subscribers.remove(subscriber));
        response.closeHandler(closed -> subscribers.remove(subscriber));
        subscribers.add(subscriber);
        state().onSuccess(state -> send(subscriber, event("history", EventJson.samples(history.samples())) + state))
                .onFailure(context::fail);
    }

    /** One sample at a time: a machine that takes longer than two seconds for one skips the next. */
    private void sample() {
        if (!isSampling.compareAndSet(false, true)) {
            return;
        }
        vertx.executeBlocking(history::sample, false)
                .compose(this::publish)
                .onFailure(cause -> LOG.warn("metrics sample for the dashboard failed: {}", cause.toString()))
                .onComplete(done -> isSampling.set(false));
    }

    private Future<Void> publish(History.Sample sample) {
        metrics.topImages().decay();
        return subscribers.isEmpty()
                ? Future.succeededFuture()
                : state().onSuccess(state -> sendToAll(event("sample", EventJson.sample(sample)) + state))
                        .mapEmpty();
    }

    /** Returns the event with what is shown beside the samples: health, top images and recent faults. */
    private Future<String> state() {
        List<TopImages.TopImage> top = metrics.topImages().top();
        return health.unready()
                .map(reasons -> event(
                        "state",
                        EventJson.state(
                                reasons,
                                health.degraded(),
                                top,
                                metrics.recentFaults().all())));
    }

    private static String event(String name, Object document) {
        return "event: " + name + "\ndata: " + document + "\n\n";
    }

    private void sendToAll(String events) {
        subscribers.forEach(subscriber -> subscriber.context.runOnContext(go -> send(subscriber, events)));
    }

    private void send(Subscriber subscriber, String events) {
        HttpServerResponse response = subscriber.response;
        if (response.closed() || response.ended()) {
            subscribers.remove(subscriber);
        } else if (!response.writeQueueFull()) {
            response.write(events);
        }
    }
}
