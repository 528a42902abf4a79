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
 * A service behind the gateway that does what it is told: passes requests on, holds them until told to let go, all
 * together or one by one, or answers in some other way. It remembers what it was asked.
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

        /** Returns what was asked, to choose by. */
        public HttpServerRequest request() {
            return request;
        }

        /** Lets it go, and none of the others; does nothing if it went before. */
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
        server = vertx.createHttpServer()
                .requestHandler(this)
                .listen(0, "127.0.0.1")
                .await(5, TimeUnit.SECONDS);
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public void stop() throws Exception {
        server.close().await(5, TimeUnit.SECONDS);
    }

    /** From now on answers in this way; null for the service's own. */
    public void answerWith(@Nullable Handler<HttpServerRequest> answer) {
        instead = answer;
    }

    /** Passes a request on to the service, for an answer that only looks on. */
    public void pass(HttpServerRequest request) {
        service.handle(request);
    }

    /** From now on holds all requests that arrive. */
    public void hold() {
        hold(request -> true);
    }

    /** From now on holds the requests like this that arrive; those that are held stay so. */
    public synchronized void hold(Predicate<HttpServerRequest> which) {
        barrier = which;
    }

    /** Lets go of the requests held, in their order, and holds no more. */
    public void release() {
        synchronized (this) {
            barrier = null;
        }
        held().forEach(Held::release);
    }

    /** Returns the requests that are held now, in the order in which they came. */
    public synchronized List<Held> held() {
        return List.copyOf(held);
    }

    /** Completes when so many requests are held at once. */
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

    /** Returns how many requests of this method came. */
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
