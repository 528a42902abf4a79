package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import dev.vitrine.testing.CapturedLog;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ServiceClientIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final ServiceRequest CALL = new ServiceRequest(HttpMethod.GET, "/", Map.of(), null, 100, TIMEOUT);

    /** The first five have shown how slow the service is: a call that waits behind another one would time out. */
    @Test
    void whileTheServiceIsSlowNoCallWaitsInVain(Vertx vertx) throws Exception {
        ServiceClient backend = backend(
                vertx, request -> vertx.setTimer(250, late -> request.response().end()));
        for (int i = 0; i < 5; i++) {
            backend.send(CALL).await(10, TimeUnit.SECONDS);
        }

        Future<ServiceResponse> made = backend.send(CALL);
        Future<ServiceResponse> waits = backend.send(CALL);
        Future<ServiceResponse> refused = backend.send(CALL);

        assertThat(refused.await(10, TimeUnit.SECONDS)).matches(failedWith(FailureReason.REJECTED));
        assertThat(made.isComplete()).isFalse();
        Future.join(made, waits).await(10, TimeUnit.SECONDS);
    }

    /** A call that times out while it waits for a connection leaves the connection to the next call. */
    @Test
    void callsThatTimedOutWhileWaitingForAConnectionHoldNone(Vertx vertx) throws Exception {
        AtomicBoolean silent = new AtomicBoolean(true);
        ServiceClient backend = backend(vertx, request -> {
            if (!silent.get()) {
                request.response().end();
            }
        });
        List<Future<ServiceResponse>> crowd = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            crowd.add(backend.send(CALL));
        }
        Future.join(crowd).await(10, TimeUnit.SECONDS);

        silent.set(false);
        ServiceResponse reply = answered(backend, 20);

        assertThat(reply).isInstanceOf(ServiceResponse.Answered.class);
    }

    /** No connection is open yet: connections that are being opened must not take the places of waiting calls. */
    @Test
    void aColdBurstIsTakenAsFarAsThereAreCallsAndPlacesToWait(Vertx vertx) throws Exception {
        List<HttpServerRequest> held = new ArrayList<>();
        Promise<Void> fourAreHeld = Promise.promise();
        AtomicBoolean holds = new AtomicBoolean(true);
        ServiceClient backend = backend(vertx, Duration.ofSeconds(10), 4, 4, request -> {
            if (!holds.get()) {
                request.response().end();
                return;
            }
            held.add(request);
            if (held.size() == 4) {
                fourAreHeld.complete();
            }
        });
        ServiceRequest call = new ServiceRequest(HttpMethod.GET, "/", Map.of(), null, 100, Duration.ofSeconds(10));
        List<Future<ServiceResponse>> burst = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            burst.add(backend.send(call));
        }
        fourAreHeld.future().await(10, TimeUnit.SECONDS);
        holds.set(false);
        held.forEach(request -> request.response().end());

        Future.join(burst).await(10, TimeUnit.SECONDS);
        assertThat(burst.stream().filter(reply -> reply.result() instanceof ServiceResponse.Answered))
                .hasSize(8);
        assertThat(burst.get(8).result()).matches(failedWith(FailureReason.REJECTED));
    }

    /** When a service dies, each of its connections breaks; the failed calls are logged, not the connections. */
    @Test
    void aConnectionThatIsResetIsNoErrorInTheLog(Vertx vertx) throws Exception {
        ServiceRequest triedOnce = new ServiceRequest(HttpMethod.DELETE, "/", Map.of(), null, 100, TIMEOUT);
        CapturedLog log = new CapturedLog("io.vertx");
        try (log;
                ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<ServiceResponse> call =
                    backend(vertx, TIMEOUT, 1, 1, service.getLocalPort()).send(triedOnce);
            try (Socket connection = service.accept()) {
                assertThat(connection.getInputStream().read()).isPositive();
                connection.setSoLinger(true, 0);
            }

            assertThat(call.await(10, TimeUnit.SECONDS)).matches(failedWith(FailureReason.RESET));
        }
        assertThat(log.messages()).isEmpty();
    }

    /** The platform cancels the timer of the second try then. */
    @Test
    void aCallThatWaitsToBeSentAgainWhileThePlatformClosesEndsWithTheFirstResponse(Vertx vertx) throws Exception {
        Vertx closed = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(502).end())
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        ServiceClient backend = backend(closed, Duration.ofSeconds(10), 1, 1, server.actualPort());
        AtomicInteger tries = new AtomicInteger();
        BodyReader reader = new BodyReader() {
            @Override
            public boolean read(Buffer part) {
                return true;
            }

            /** Asked right before the timer is set. */
            @Override
            public boolean restart() {
                tries.incrementAndGet();
                closed.runOnContext(next -> closed.close());
                return true;
            }

            @Override
            public boolean isLong() {
                return false;
            }
        };

        ServiceResponse response = backend.stream(CALL, reader).await(10, TimeUnit.SECONDS);

        assertThat(tries).hasValue(1);
        assertThat(response).matches(first -> first.hasStatus(502));
    }

    private static Predicate<ServiceResponse> failedWith(FailureReason reason) {
        return response -> response instanceof ServiceResponse.Failed failed && failed.reason() == reason;
    }

    /** Asks until there is an answer, each time as long as a call may take. */
    private static ServiceResponse answered(ServiceClient backend, int tries) throws Exception {
        ServiceResponse reply = backend.send(CALL).await(10, TimeUnit.SECONDS);
        return reply instanceof ServiceResponse.Answered || tries == 1 ? reply : answered(backend, tries - 1);
    }

    private static ServiceClient backend(Vertx vertx, Handler<HttpServerRequest> answer) throws Exception {
        return backend(vertx, TIMEOUT, 1, 10, answer);
    }

    private static ServiceClient backend(
            Vertx vertx, Duration timeout, int maxCalls, int maxWaiting, Handler<HttpServerRequest> answer)
            throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(answer)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return backend(vertx, timeout, maxCalls, maxWaiting, server.actualPort());
    }

    private static ServiceClient backend(Vertx vertx, Duration timeout, int maxCalls, int maxWaiting, int port) {
        Endpoint address = new Endpoint(false, "127.0.0.1", port, "");
        ServiceConfig config = new ServiceConfig(
                List.of(address), timeout, timeout, timeout, maxCalls, maxCalls, maxWaiting, false, TlsConfig.DEFAULTS);
        return new ServiceClient(vertx, "Test", config, config::servers, new Metrics(), Clocks.system());
    }
}
