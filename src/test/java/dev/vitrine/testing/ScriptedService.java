package dev.vitrine.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A fake backend with scripted behaviour: it forwards requests, holds them until they are released, all together or
 * one by one, or responds in another way. It records the requests.
 */
public final class ScriptedService implements Handler<HttpServerRequest> {
    private final Handler<HttpServerRequest> service;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Held> held = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private volatile @Nullable Handler<HttpServerRequest> instead;
    private @Nullable Predicate<HttpServerRequest> barrier;
    private @Nullable HttpServer server;

    public ScriptedService(Handler<HttpServerRequest> service) {
        this.service = service;
    }

    /** A request that waits at the barrier. */
    public final class Held {
        private final HttpServerRequest request;
        private final Context context = Vertx.currentContext();

        private Held(HttpServerRequest request) {
            this.request = request.pause();
        }

        /** Returns the method and URI. */
        public HttpServerRequest request() {
            return request;
        }

        /** Releases this request only; does nothing if it was released already. */
        public void release() {
            if (leave(this)) {
                context.runOnContext(go -> {
                    serve(request);
                    request.resume();
                });
            }
        }
    }

    private record Awaited(int number, Promise<Void> promise) {}

    /** Listens on a free port of loopback. */
    public ScriptedService start(Vertx vertx) throws Exception {
        return start(vertx, "127.0.0.1", 0);
    }

    /** Listens on a port of this address of loopback. */
    public ScriptedService start(Vertx vertx, String address, int port) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this)
                .listen(port, address)
                .await(5, TimeUnit.SECONDS);
        return this;
    }

    /** Returns the port on which it listens. */
    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public void stop() throws Exception {
        server.close().await(5, TimeUnit.SECONDS);
    }

    /** Sets the handler of further requests; null for the service's own. */
    public void answerWith(@Nullable Handler<HttpServerRequest> answer) {
        instead = answer;
    }

    /** Forwards a request to the service, for handlers that only observe. */
    public void pass(HttpServerRequest request) {
        service.handle(request);
    }

    /** Holds all further requests. */
    public void hold() {
        hold(request -> true);
    }

    /** Holds further requests that match; those that are held already stay so. */
    public synchronized void hold(Predicate<HttpServerRequest> which) {
        barrier = which;
    }

    /** Releases the held requests in their order, and holds no more. */
    public void release() {
        synchronized (this) {
            barrier = null;
        }
        held().forEach(Held::release);
    }

    /** Returns the held requests in the order of their arrival. */
    public synchronized List<Held> held() {
        return List.copyOf(held);
    }

    /** Completes when this number of requests is held. */
    public synchronized Future<Void> held(int number) {
        Awaited wish = new Awaited(number, Promise.promise());
        awaited.add(wish);
        tellThoseWhoWait();
        return wish.promise.future();
    }

    /** Completes when a request is held. */
    public Future<Void> arrived() {
        return held(1);
    }

    /** Returns the method and URI of each request, in their order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Returns the number of requests with this method. */
    public int calls(String method) {
        return (int)
                asked().stream().filter(line -> line.startsWith(method + " ")).count();
    }

    @Override
    public void handle(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri());
        if (!enter(request)) {
            serve(request);
        }
    }

    private synchronized boolean enter(HttpServerRequest request) {
        if (barrier == null || !barrier.test(request)) {
            return false;
        }
        held.add(new Held(request));
        tellThoseWhoWait();
        return true;
    }

    private synchronized boolean leave(Held request) {
        return held.remove(request);
    }

    private void tellThoseWhoWait() {
        awaited.removeIf(wish -> wish.number <= held.size() && wish.promise.tryComplete());
    }

    private void serve(HttpServerRequest request) {
        Handler<HttpServerRequest> answer = instead;
        (answer == null ? service : answer).handle(request);
    }
}
