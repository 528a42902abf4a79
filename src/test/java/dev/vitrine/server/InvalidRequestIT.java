package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform itself cannot read, or takes for an attempt to smuggle a second request: told as a fault, and over. */
@ExtendWith(VertxExtension.class)
class InvalidRequestIT {
    private static final String BEHIND = "GET /v2 HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "both lengths          | Content-Length: 5~Transfer-Encoding: chunked",
                "two lengths           | Content-Length: 5~Content-Length: 6",
                "odd coding            | Transfer-Encoding: chunked, xchunked",
                "space before a colon  | X-A : b",
                "no length at all      | Content-Length: x",
                "a negative length     | Content-Length: -1",
                "NUL in a value        | X-A: a\0b",
            })
    void isA400AndNothingBehindItIsRead(String what, String header, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answers = RawHttp.exchange(
                gateway.port(), "POST /v2 HTTP/1.1\r\nHost: a\r\n" + header.replace("~", "\r\n") + "\r\n\r\n" + BEHIND);

        assertThat(answers)
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.")
                .containsIgnoringCase("content-type: application/json")
                .endsWith(
                        "{\"badRequest\":{\"message\":\"The server could not comply with the request since it is either"
                                + " malformed or otherwise incorrect.\",\"code\":400}}");
        assertThat(gateway.glance.calls("GET") + gateway.keystone.calls("GET")).isZero();
    }

    @Test
    void aLineThatIsTooLongIsA414(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answer = RawHttp.exchange(gateway.port(), "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer).contains(" 414 ").contains("\"code\":414");
    }

    @Test
    void headersThatAreTooLongAreA431AndAreCounted(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String answer = RawHttp.exchange(
                gateway.port(), "GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + "x".repeat(16_500) + "\r\n\r\n");

        assertThat(answer).contains(" 431 ").contains("\"code\":431");
        assertThat(gateway.metrics())
                .contains("vitrine_requests_total{cache=\"bypass\",method=\"GET\",route=\"other\",status=\"431\"} 1.0");
    }
}
