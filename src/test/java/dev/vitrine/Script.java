package dev.vitrine;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service behind the gateway that does what it is told: passes requests on, holds them until told to let go, or
 * answers in some other way. It remembers what it was asked.
 */
final class Script implements Handler<HttpServerRequest> {
    private final Handler<HttpServerRequest> service;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable Handler<HttpServerRequest> instead;
    private volatile @Nullable Promise<Void> gate;
    private volatile Promise<Void> arrival = Promise.promise();
    private @Nullable HttpServer server;

    Script(Handler<HttpServerRequest> service) {
        this.service = service;
    }

    /** Listens on a free port of loopback. */
    Script start(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this)
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void stop() throws Exception {
        server.close().await(5, TimeUnit.SECONDS);
    }

    /** From now on answers in this way; null for the service's own. */
    void answerWith(@Nullable Handler<HttpServerRequest> answer) {
        instead = answer;
    }

    /** Passes a request on to the service, for an answer that only looks on. */
    void pass(HttpServerRequest request) {
        service.handle(request);
    }

    /** From now on holds requests that arrive. */
    void hold() {
        arrival = Promise.promise();
        gate = Promise.promise();
    }

    /** Lets go of the requests held, and holds no more. */
    void release() {
        Promise<Void> held = gate;
        gate = null;
        held.complete();
    }

    /** Completes when a request has arrived since {@link #hold}. */
    Future<Void> arrived() {
        return arrival.future();
    }

    /** Returns the method and URI of each request, in their order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Returns how many requests of this method came. */
    int calls(String method) {
        return (int)
                asked.stream().filter(line -> line.startsWith(method + " ")).count();
    }

    @Override
    public void handle(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri());
        Promise<Void> held = gate;
        if (held == null) {
            serve(request);
            return;
        }
        request.pause();
        arrival.tryComplete();
        held.future().onSuccess(go -> {
            serve(request);
            request.resume();
        });
    }

    private void serve(HttpServerRequest request) {
        Handler<HttpServerRequest> answer = instead;
        (answer == null ? service : answer).handle(request);
    }
}
