package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bug in what answers requests: the client is told so, and the connection goes on. */
@ExtendWith(VertxExtension.class)
class UnexpectedExceptionIT {

    /** Has a bug where the path says. */
    private static final class Buggy implements GatewayVerticle.Api {
        @Override
        public @Nullable ApiResponse atHand(RequestContext exchange) {
            throwAt("/at-hand", exchange);
            return null;
        }

        @Override
        public Future<ApiResponse> answer(RequestContext exchange) {
            throwAt("/answer", exchange);
            return exchange.rawPath().startsWith("/future")
                    ? Future.failedFuture(bug(exchange))
                    : Future.succeededFuture(ApiResponse.nothing());
        }

        @Override
        public ApiResponse fault(RequestContext exchange, Fault fault) {
            return ApiResponse.fault(fault, Format.JSON);
        }

        private static void throwAt(String place, RequestContext exchange) {
            if (exchange.rawPath().startsWith(place) && bug(exchange) instanceof Error error) {
                throw error;
            } else if (exchange.rawPath().startsWith(place)) {
                throw new IllegalStateException("a bug that a test has made");
            }
        }

        private static Throwable bug(RequestContext exchange) {
            return exchange.rawPath().endsWith("-error") ? new AssertionError() : new IllegalStateException("a test's");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/at-hand", "/at-hand-error", "/answer", "/answer-error", "/future", "/future-error"})
    void isA500AndTheNextRequestIsAnswered(String path, Vertx vertx) throws Exception {
        GatewayConfig settings = ConfigLoader.load(
                null, Map.of(), Map.of("identity", "none", "listen.host", "127.0.0.1", "listen.port", "0"));
        GatewayVerticle listener = new GatewayVerticle(
                settings,
                Duration.ofSeconds(5),
                new LoadShedder(settings.listen(), () -> 0, Clocks.system()),
                new RequestLogger(new Metrics(), null),
                new Buggy());
        vertx.deployVerticle(listener).await(5, TimeUnit.SECONDS);

        String answers = RawHttp.exchange(
                listener.port(),
                "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 500 ").contains("computeFault").contains("HTTP/1.1 204 ");
    }
}
