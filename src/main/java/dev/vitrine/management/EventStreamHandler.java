package dev.vitrine.management;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.server.netty.ClientConnection;
import dev.vitrine.status.StatusService;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * {@code GET /live}: server-sent events for the dashboard: first the samples and the status of the last fifteen
 * minutes, then one sample every two seconds, with the status of the last ten.
 *
 * <p>At most 16 subscribers; more get a 503. A subscriber that does not read fast enough misses samples, and delays no
 * other.
 */
public final class EventStreamHandler implements ManagementResource {
    private static final int MAX_SUBSCRIBERS = 16;

    private final Vertx vertx;
    private final Metrics metrics;
    private final StatusService status;
    private final Supplier<String> address;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    private record Subscriber(Context context, HttpServerResponse response) {}

    /**
     * Makes the handler of these metrics and this status.
     *
     * @param address by which name and port this gateway is known to the operator: several dashboards look alike
     */
    public EventStreamHandler(Vertx vertx, Metrics metrics, StatusService status, Supplier<String> address) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.status = status;
        this.address = address;
        status.onSample(this::publish);
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/live")
                .guardedBy(auth)
                .on(HttpMethod.GET, this::subscribe)
                .end();
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
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // Only the close ends such a response, whatever the client asks for.
            ClientConnection.announceEnd(context.request());
        }
        Subscriber subscriber = new Subscriber(vertx.getOrCreateContext(), response);
        response.exceptionHandler(gone -> subscribers.remove(subscriber));
        response.closeHandler(closed -> subscribers.remove(subscriber));
        subscribers.add(subscriber);
        send(subscriber, event("history", EventJson.samples(status.samples())) + periods() + state());
    }

    private void publish(History.Sample sample) {
        metrics.topImages().decay();
        if (!subscribers.isEmpty()) {
            sendToAll(event("sample", EventJson.sample(sample)) + state());
        }
    }

    /** Returns the event with what is shown beside the samples: the status, top images and recent faults. */
    private String state() {
        return event(
                "state",
                EventJson.state(
                        status,
                        address.get(),
                        metrics.topImages().top(),
                        metrics.recentFaults().all()));
    }

    private String periods() {
        return event("periods", StatusHandler.periods(status.periods()));
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
