package dev.vitrine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.BackendSettings;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BackendPoolIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Call CALL = new Call(null, HttpMethod.GET, "/", Map.of(), null, 100, TIMEOUT);

    /** The first five have told how slow the service is: who waits behind another one is not answered in time. */
    @Test
    void whileTheServiceIsSlowNobodyWaitsInVain(Vertx vertx) throws Exception {
        Backend backend = backend(
                vertx, request -> vertx.setTimer(250, late -> request.response().end()));
        for (int i = 0; i < 5; i++) {
            backend.send(CALL).await(10, TimeUnit.SECONDS);
        }

        Future<Reply> made = backend.send(CALL);
        Future<Reply> waits = backend.send(CALL);
        Future<Reply> refused = backend.send(CALL);

        assertThat(refused.await(10, TimeUnit.SECONDS)).isEqualTo(new Reply.Failed(Reply.Cause.SATURATED));
        assertThat(made.isComplete()).isFalse();
        Future.join(made, waits).await(10, TimeUnit.SECONDS);
    }

    /** Calls that are late while they wait for a connection are granted it later all the same. */
    @Test
    void connectionsAreGivenBackByThoseWhoStoppedWaitingForThem(Vertx vertx) throws Exception {
        AtomicBoolean silent = new AtomicBoolean(true);
        Backend backend = backend(vertx, request -> {
            if (!silent.get()) {
                request.response().end();
            }
        });
        List<Future<Reply>> crowd = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            crowd.add(backend.send(CALL));
        }
        Future.join(crowd).await(10, TimeUnit.SECONDS);

        silent.set(false);
        Reply reply = answered(backend, 20);

        assertThat(reply).isInstanceOf(Reply.Answered.class);
    }

    /** Asks until there is an answer, each time as long as a call may take. */
    private static Reply answered(Backend backend, int tries) throws Exception {
        Reply reply = backend.send(CALL).await(10, TimeUnit.SECONDS);
        return reply instanceof Reply.Answered || tries == 1 ? reply : answered(backend, tries - 1);
    }

    private static Backend backend(Vertx vertx, Handler<HttpServerRequest> answer) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(answer)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        Endpoint address = new Endpoint(false, "127.0.0.1", server.actualPort(), "");
        return new Backend(
                vertx,
                "Test",
                new BackendSettings(List.of(address), TIMEOUT, TIMEOUT, TIMEOUT, 1, 1, 10, false, null),
                new Metrics(),
                Time.system());
    }
}
