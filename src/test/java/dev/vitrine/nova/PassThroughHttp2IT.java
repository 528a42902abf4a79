package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawPeer;
import dev.vitrine.testing.RawPeer.Connection;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/2 are passed on over HTTP/1.1. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class PassThroughHttp2IT {
    private RawPeer nova;
    private TestGateway gateway;
    private HttpClient http;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        nova = RawPeer.listen();
        gateway = TestGateway.start(
                vertx,
                Http2Client.settings(
                        "nova.api-servers=" + nova.url(), "microversion.max=2.35", "nova.max-connections=4"));
        http = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(Http2Client.trust()));
    }

    @AfterEach
    void close() throws Exception {
        nova.close();
    }

    private HttpClientRequest request(HttpMethod method) throws Exception {
        return await(http.request(new RequestOptions()
                .setHost("localhost")
                .setPort(gateway.port())
                .setMethod(method)
                .setURI("/v2.1/servers?x=%20y")));
    }

    /** The whole response; its body is asked for before any of it can come. */
    private record Answer(HttpClientResponse head, String body) {
        static Future<Answer> of(Future<HttpClientResponse> response) {
            return response.compose(head -> head.body().map(body -> new Answer(head, body.toString())));
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST", "OPTIONS"})
    void requestWithoutBodyIsPassedOnWithoutFraming(String method) throws Exception {
        HttpClientRequest request = request(HttpMethod.valueOf(method));
        Future<Answer> answer = Answer.of(request.putHeader("X-Auth-Token", "t").send());
        try (Connection served = nova.accept()) {
            assertThat(served.head())
                    .startsWith(method + " /v2.1/servers?x=%20y HTTP/1.1\r\n")
                    .contains(
                            "Host: localhost:" + gateway.port() + "\r\n",
                            "x-auth-token: t\r\n",
                            "X-Forwarded-Proto: https\r\n")
                    .containsPattern("Via: 2\\.0 vitrine-")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContain("\r\n:");
            served.write("HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nConnection: keep-alive\r\nX: y\r\n\r\n"
                    + (method.equals("HEAD") ? "" : "ok"));
            HttpClientResponse response = await(answer).head;
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.getHeader("X")).isEqualTo("y");
            assertThat(response.getHeader("Connection")).isNull();
            assertThat(response.getHeader("Content-Length")).isEqualTo("2");
            assertThat(answer.result().body).isEqualTo(method.equals("HEAD") ? "" : "ok");
        }
    }

    @Test
    void bodyOfDeclaredLengthKeepsIt() throws Exception {
        HttpClientRequest request = request(HttpMethod.POST);
        Future<Answer> answer = Answer.of(request.send(Buffer.buffer("abc")));
        try (Connection served = nova.accept()) {
            assertThat(served.head()).contains("Content-Length: 3\r\n").doesNotContainIgnoringCase("transfer-encoding");
            assertThat(served.read(3)).isEqualTo("abc");
            served.write("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 7\r\n\r\n");
            assertThat(await(answer).head.statusCode()).isEqualTo(202);
            assertThat(answer.result().body).isEqualTo("x");
            assertThat(answer.result().head.trailers().get("X-Sum")).isEqualTo("7");
        }
    }

    @Test
    void bodyWithoutLengthGoesInChunks() throws Exception {
        HttpClientRequest request = request(HttpMethod.PUT);
        request.setChunked(true).write(Buffer.buffer("abc"));
        try (Connection served = nova.accept()) {
            assertThat(served.head()).containsIgnoringCase("transfer-encoding: chunked");
            assertThat(served.readTo("abc\r\n")).isEqualTo("3\r\nabc\r\n");
            request.end();
            assertThat(served.readTo("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            served.write("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(await(request.response()).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void cookieThatHttp2HasSplitIsOneAgain() throws Exception {
        HttpClientRequest request = request(HttpMethod.GET);
        request.headers().add("cookie", "a=1").add("cookie", "b=2");
        request.end();
        try (Connection served = nova.accept()) {
            assertThat(served.head()).containsIgnoringCase("cookie: a=1; b=2\r\n");
        }
    }

    @Test
    void consentToTheBodyComesThrough() throws Exception {
        HttpClientRequest request = request(HttpMethod.POST);
        request.putHeader("Expect", "100-continue").putHeader("Content-Length", "3");
        io.vertx.core.Promise<Void> consent = io.vertx.core.Promise.promise();
        request.continueHandler(go -> consent.complete());
        request.writeHead();
        try (Connection served = nova.accept()) {
            served.head();
            served.write("HTTP/1.1 100 Continue\r\n\r\n");
            await(consent.future());
            request.end(Buffer.buffer("abc"));
            assertThat(served.read(3)).isEqualTo("abc");
        }
    }

    @Test
    void responseBeforeTheBodysEndEndsTheStreamAlone() throws Exception {
        HttpClientRequest request = request(HttpMethod.POST);
        request.putHeader("Content-Length", "1000000").write(Buffer.buffer("abc"));
        try (Connection served = nova.accept()) {
            served.head();
            served.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            assertThat(await(request.response()).statusCode()).isEqualTo(413);
            assertThat(served.read(3)).isEqualTo("abc");
            assertThat(served.isEnded()).isTrue();
        }
        requestWithoutBodyIsPassedOnWithoutFraming("GET");
    }

    @Test
    void streamOfAResponseThatIsCutOffIsReset() throws Exception {
        HttpClientRequest request = request(HttpMethod.GET);
        request.end();
        try (Connection served = nova.accept()) {
            served.head();
            served.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            Future<Answer> answer = Answer.of(request.response());
            await(request.response());
            served.socket().close();
            assertThatThrownBy(() -> await(answer)).isInstanceOf(StreamResetException.class);
        }
    }

    @Test
    void clientThatResetsItsStreamEndsTheCall() throws Exception {
        for (int i = 0; i < 12; i++) {
            HttpClientRequest request = request(HttpMethod.GET);
            request.end();
            try (Connection served = nova.accept()) {
                served.head();
                request.reset();
                assertThat(served.isEnded()).isTrue();
            }
        }
    }

    @Test
    void streamsBeyondTheBoundAreRefusedAlone() throws Exception {
        for (int i = 0; i < 4; i++) {
            request(HttpMethod.GET).end();
            nova.accept().head();
        }

        HttpClientResponse refused = await(request(HttpMethod.GET).send());

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    }
}
