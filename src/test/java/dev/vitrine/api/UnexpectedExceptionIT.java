package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bug in what answers requests: the client gets a 500, the connection goes on, and the request counts once. */
@ExtendWith(VertxExtension.class)
class UnexpectedExceptionIT {
    private static final String IMAGE = "/v2/p/images/70a599e0-31e7-49b7-b260-868f441e862b";

    private final Metrics metrics = new Metrics();

    /** Has a bug where the token says: in the look for a cached token, in the validation, in its future. */
    private static final class Buggy implements TokenValidator {
        @Override
        public @Nullable TokenValidation cached(@Nullable Token token) {
            throwAt("known", token);
            return null;
        }

        @Override
        public Future<TokenValidation> validate(@Nullable Token token, String requestId) {
            throwAt("validate", token);
            return text(token).startsWith("future")
                    ? Future.failedFuture(bug(token))
                    : Future.succeededFuture(new TokenValidation.Invalid());
        }

        @Override
        public Future<TokenValidation> revalidate(Token token, String requestId) {
            return validate(token, requestId);
        }

        private static void throwAt(String place, @Nullable Token token) {
            if (text(token).startsWith(place) && bug(token) instanceof Error error) {
                throw error;
            } else if (text(token).startsWith(place)) {
                throw new IllegalStateException("a bug that a test has made");
            }
        }

        private static Throwable bug(@Nullable Token token) {
            return text(token).endsWith("-error") ? new AssertionError() : new IllegalStateException("a test's");
        }

        private static String text(@Nullable Token token) {
            return token == null ? "" : token.secret();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"known", "known-error", "validate", "validate-error", "future", "future-error"})
    void isA500AndTheNextRequestIsAnswered(String token, Vertx vertx) throws Exception {
        int port = listen(vertx);

        String answers = RawHttp.exchange(
                port,
                "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + token + "\r\n\r\n" + "OPTIONS " + IMAGE
                        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 500 ").contains("computeFault").contains("HTTP/1.1 204 ");
    }

    @Test
    void aRequestWhoseBugIsAnsweredCountsOnce(Vertx vertx) throws Exception {
        int port = listen(vertx);

        RawHttp.exchange(
                port, "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: known\r\nConnection: close\r\n\r\n");

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("vitrine_requests_total{")))
                .singleElement()
                .asString()
                .contains("status=\"500\"")
                .endsWith(" 1.0");
    }

    private int listen(Vertx vertx) throws Exception {
        GatewayConfig config = ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"),
                        Map.of("listen.host", "127.0.0.1", "listen.port", "0"))
                .settings();
        ApiServices services = ApiListener.services(
                vertx,
                config,
                new Buggy(),
                Clocks.system(),
                (id, caller) -> Future.succeededFuture(Outcome.failed(Failure.Kind.NOT_FOUND)));
        return ApiListener.start(vertx, services, metrics, null, true);
    }
}
