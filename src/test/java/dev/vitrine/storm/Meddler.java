package dev.vitrine.storm;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A proxy between the gateway and Glance that can delay and corrupt responses. */
final class Meddler implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64).setMaxWaitQueueSize(1_000));
    private final URI glance;
    private final HttpServer server;
    private final List<String> targets = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();
    private final Random random = new Random(42);
    private final List<Promise<Void>> delayed = new ArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile int percent;
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable Consumer<String> before;

    /** The kind of corruption of a response. */
    enum Fault {
        NONE,
        STATUS_500,
        WEB_PAGE,
        RESET
    }

    Meddler(String glanceUrl) throws Exception {
        glance = URI.create(glanceUrl);
        server = vertx.createHttpServer()
                .connectionHandler(connection -> {
                    open.incrementAndGet();
                    connection.closeHandler(closed -> open.decrementAndGet());
                })
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Corrupts this percentage of further responses. */
    void corrupt(Fault how, int ofAHundred) {
        percent = ofAHundred;
        fault = how;
    }

    /** Delays further responses; a zero delay releases the held ones at once. */
    void delay(Duration time) {
        delay = time;
        if (time.isZero()) {
            List<Promise<Void>> held;
            synchronized (delayed) {
                held = List.copyOf(delayed);
                delayed.clear();
            }
            held.forEach(Promise::tryComplete);
        }
    }

    /** Returns the number of requests so far. */
    int asked() {
        return targets.size();
    }

    /** Returns the paths and queries of the requests after the first ones. */
    List<String> targetsAfter(int first) {
        synchronized (targets) {
            return List.copyOf(targets.subList(first, targets.size()));
        }
    }

    /** Runs this on a worker with the path and query of each further request, before Glance gets the request. */
    void beforeEach(Consumer<String> action) {
        before = action;
    }

    /** Returns the number of open connections to it. */
    int open() {
        return open.get();
    }

    private void handle(HttpServerRequest request) {
        targets.add(request.uri());
        if (fault != Fault.NONE && chance() < percent) {
            corrupt(request);
        } else if (delay.isZero()) {
            pass(request);
        } else {
            Promise<Void> end = Promise.promise();
            synchronized (delayed) {
                delayed.add(end);
            }
            vertx.setTimer(delay.toMillis(), timer -> end.tryComplete());
            end.future().onComplete(go -> pass(request));
        }
    }

    private synchronized int chance() {
        return random.nextInt(100);
    }

    private void corrupt(HttpServerRequest request) {
        switch (fault) {
            case STATUS_500 -> request.response().setStatusCode(500).end();
            case WEB_PAGE ->
                request.response().putHeader("Content-Type", "text/html").end("<html>out of order</html>");
            default -> request.connection().close();
        }
    }

    private void pass(HttpServerRequest request) {
        Consumer<String> action = before;
        if (action == null) {
            send(request);
        } else {
            vertx.executeBlocking(
                            () -> {
                                action.accept(request.uri());
                                return request;
                            },
                            true)
                    .onSuccess(this::send)
                    .onFailure(broken -> request.connection().close());
        }
    }

    private void send(HttpServerRequest request) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost(glance.getHost())
                .setPort(glance.getPort())
                .setURI(request.uri());
        request.headers().remove("Host");
        client.request(options)
                .compose(onward -> {
                    onward.headers().addAll(request.headers());
                    return onward.send();
                })
                .compose(answer -> answer.body().map(body -> give(request, answer, body)))
                .onFailure(gone -> request.connection().close());
    }

    private static HttpClientResponse give(HttpServerRequest request, HttpClientResponse answer, Buffer body) {
        request.response().setStatusCode(answer.statusCode());
        answer.headers().remove("Connection").remove("Transfer-Encoding").remove("Content-Length");
        request.response().headers().addAll(answer.headers());
        request.response().end(body);
        return answer;
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
