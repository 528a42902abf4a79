package dev.vitrine.management;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.metrics.TopImages;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The last fifteen minutes and whatever comes after, as server-sent events: first all points there are, then one every two
 * seconds.
 *
 * <p>Sixteen may listen. Who does not read fast enough misses points; nobody waits for him. What the points are made of is
 * read on a thread of its own, not on an event loop.
 */
public final class EventStreamHandler {
    static final int MOST = 16;

    private final Vertx vertx;
    private final Metrics metrics;
    private final History history;
    private final ManagementServer.Watched gateway;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isSampling = new AtomicBoolean();
    private volatile long timer = -1;

    private record Listener(Context context, HttpServerResponse response) {}

    /** Takes what is shown, and who says what is not as it should be. */
    public EventStreamHandler(Vertx vertx, Metrics metrics, ManagementServer.Watched gateway) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.history = new History(metrics);
        this.gateway = gateway;
    }

    /** Begins to note points. */
    void start() {
        timer = vertx.setPeriodic(History.STEP.toMillis(), tick -> sample());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            Responses.notAllowed(request, "GET");
            return;
        }
        if (listeners.size() >= MOST) {
            Responses.answer(request, 503, "There are " + MOST + " listeners already.\n");
            return;
        }
        HttpServerResponse response = request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        Listener listener = new Listener(vertx.getOrCreateContext(), response);
        response.exceptionHandler(gone -> listeners.remove(listener));
        response.closeHandler(closed -> listeners.remove(listener));
        listeners.add(listener);
        state().onSuccess(state -> send(listener, event("history", EventJson.points(history.points())) + state));
    }

    /** One at a time: a machine that is too busy to note a point in two seconds has more important things to do. */
    private void sample() {
        if (!isSampling.compareAndSet(false, true)) {
            return;
        }
        vertx.executeBlocking(history::sample, false)
                .compose(point -> {
                    metrics.busiest().forget();
                    return listeners.isEmpty()
                            ? Future.succeededFuture()
                            : state().onSuccess(state -> tell(event("point", EventJson.point(point)) + state))
                                    .mapEmpty();
                })
                .onComplete(done -> isSampling.set(false));
    }

    /** What is shown beside the points, made anew each time: it is little. */
    private Future<String> state() {
        List<TopImages.Busy> busiest = metrics.busiest().top();
        return gateway.unready()
                .map(reasons -> event(
                        "state",
                        EventJson.state(
                                reasons,
                                gateway.degraded(),
                                busiest,
                                metrics.faults().all())));
    }

    private static String event(String name, Object document) {
        return "event: " + name + "\ndata: " + document + "\n\n";
    }

    private void tell(String events) {
        listeners.forEach(listener -> listener.context.runOnContext(go -> send(listener, events)));
    }

    private void send(Listener listener, String events) {
        HttpServerResponse response = listener.response;
        if (response.closed() || response.ended()) {
            listeners.remove(listener);
        } else if (!response.writeQueueFull()) {
            response.write(events);
        }
    }
}
