package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listener with a certificate: by which protocols it speaks, and what it puts up with. */
@ExtendWith(VertxExtension.class)
class TlsIT {
    private static final String PATH = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final long CANCEL = 8;
    private final Http2Client client = new Http2Client();

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    private static TestGateway start(Vertx vertx) throws Exception {
        return TestGateway.start(vertx, Http2Client.settings("links.compute-link-prefix="));
    }

    private static HttpResponse<Buffer> get(Vertx vertx, TestGateway gateway, WebClientOptions options)
            throws Exception {
        return WebClient.create(vertx, options.setSsl(true).setTrustOptions(Http2Client.trust()))
                .get(gateway.port(), "localhost", PATH)
                .putHeader("X-Auth-Token", "demo")
                .send()
                .await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_2, true", "HTTP_1_1, true", "HTTP_1_1, false"})
    void theClientChoosesTheProtocol(HttpVersion version, boolean alpn, Vertx vertx) throws Exception {
        WebClientOptions options = new WebClientOptions();
        options.setProtocolVersion(version).setUseAlpn(alpn);

        HttpResponse<Buffer> answer = get(vertx, start(vertx), options);

        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.getHeader("vary")).contains("X-Auth-Token");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void theVersionsOfTlsThatAreSafeAreSpoken(String version, Vertx vertx) throws Exception {
        WebClientOptions options = new WebClientOptions();
        options.setEnabledSecureTransportProtocols(Set.of(version));

        assertThat(get(vertx, start(vertx), options).statusCode()).isEqualTo(200);
    }

    @Test
    void anOldVersionOfTlsIsRefused(Vertx vertx) throws Exception {
        // A ClientHello of TLS 1.1 with one cipher suite, which that version has.
        String hello = "\3\2" + "r".repeat(32) + "\0" + "\0\2\u00C0\t" + "\1\0";
        String handshake = "\1\0\0" + (char) hello.length() + hello;

        String answer = RawHttp.exchange(start(vertx).port(), "\26\3\1\0" + (char) handshake.length() + handshake);

        // An alert, fatal: protocol version.
        assertThat(answer).startsWith("\25\3").endsWith("\2F");
    }

    @Test
    void plainHttpIsNotAnswered(Vertx vertx) throws Exception {
        assertThat(RawHttp.exchange(start(vertx).port(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .doesNotContain("HTTP/");
    }

    @Test
    void linksBeginWithHttps(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx);

        assertThat(get(vertx, gateway, new WebClientOptions()).bodyAsString())
                .contains("\"https://localhost:" + gateway.port() + PATH + "\"");
    }

    @Test
    void theListenerSaysWhatItPutsUpWith(Vertx vertx) throws Exception {
        HttpClientConnection connection = client.connect(start(vertx).port(), 1).get(0);
        client.read(connection).await(10, TimeUnit.SECONDS);

        assertThat(connection.remoteSettings()).isInstanceOfSatisfying(Http2Settings.class, settings -> {
            assertThat(settings.getMaxConcurrentStreams()).isEqualTo(100);
            assertThat(settings.getMaxHeaderListSize()).isEqualTo(16 << 10);
        });
    }

    @Test
    void aBodyThatIsTooLongEndsItsStreamAlone(Vertx vertx) throws Exception {
        HttpClientConnection connection = client.connect(start(vertx).port(), 1).get(0);
        HttpClientRequest request = connection
                .request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setURI(PATH + "/metadata")
                        .putHeader("X-Auth-Token", "demo")
                        .putHeader("Content-Type", "application/json"))
                .await(10, TimeUnit.SECONDS);

        request.exceptionHandler(reset -> {});
        request.setChunked(true).write(Buffer.buffer(new byte[200_000]));

        assertThat(request.response().await(10, TimeUnit.SECONDS).statusCode()).isEqualTo(413);
        assertThat(status(connection, "demo", PATH)).isEqualTo(200);
    }

    @Test
    void aBodyThatSaysItIsTooLongEndsItsStreamAlone(Vertx vertx) throws Exception {
        HttpClientConnection connection = client.connect(start(vertx).port(), 1).get(0);
        HttpClientRequest request = connection
                .request(new RequestOptions().setMethod(HttpMethod.POST).setURI(PATH + "/metadata"))
                .await(10, TimeUnit.SECONDS);

        request.exceptionHandler(reset -> {});
        request.putHeader("Content-Length", "200000").write(Buffer.buffer(new byte[1]));

        assertThat(request.response().await(10, TimeUnit.SECONDS).statusCode()).isEqualTo(413);
        assertThat(status(connection, "demo", PATH)).isEqualTo(200);
    }

    @Test
    void aLongTokenIsTaken(Vertx vertx) throws Exception {
        HttpClientConnection connection = client.connect(start(vertx).port(), 1).get(0);

        assertThat(status(connection, "x".repeat(15_000), "/")).isEqualTo(200);
    }

    private int status(HttpClientConnection connection, String token, String path) throws Exception {
        return client.send(connection, token, path)
                .compose(Http2Client.Sent::answer)
                .await(10, TimeUnit.SECONDS)
                .status();
    }

    @Test
    void aFloodOfResetsEndsTheConnection(Vertx vertx) throws Exception {
        HttpClientConnection connection = client.connect(start(vertx).port(), 1).get(0);
        Promise<Void> closed = Promise.promise();
        connection.closeHandler(closed::tryComplete).exceptionHandler(broken -> {});

        for (int i = 0; i <= 100; i++) {
            HttpClientRequest request = connection
                    .request(new RequestOptions().setURI(PATH).putHeader("X-Auth-Token", "demo"))
                    .await(10, TimeUnit.SECONDS);
            request.exceptionHandler(reset -> {});
            request.setChunked(true).writeHead();
            request.reset(CANCEL);
        }

        closed.future().await(10, TimeUnit.SECONDS);
    }
}
