package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each cause for which no connection can be opened has a name, an address and something to do. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ConnectFailureIT {
    private static final Path TLS = Path.of("src/test/resources/tls");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static Failed failure(Vertx vertx, Endpoint endpoint, @Nullable Path caFile) throws Exception {
        HttpTransport transport = new HttpTransport(
                vertx,
                new ServiceConfig(
                        List.of(endpoint),
                        LIMIT,
                        LIMIT,
                        LIMIT,
                        1,
                        1,
                        10,
                        false,
                        new TlsConfig(caFile, null, null, false)),
                host -> {});
        ServiceRequest request = new ServiceRequest(HttpMethod.GET, "/", Map.of(), null, 1_000, LIMIT);
        try {
            return (Failed) transport
                    .send(request, null, endpoint, System.nanoTime() + LIMIT.toNanos())
                    .await(20, TimeUnit.SECONDS);
        } finally {
            transport.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static HttpServer server(Vertx vertx, String name) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(TLS.resolve(name + ".pem").toString())
                                .addKeyPath(TLS.resolve(name + ".key").toString())))
                .requestHandler(request -> request.response().end())
                .exceptionHandler(broken -> {})
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private static void assertFailure(Failed failed, FailureReason reason, String detail) {
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed.detail()).startsWith(detail);
        assertThat(failed.reason().isUnreachable()).isTrue();
        assertThat(failed.reason().isNotSent()).isTrue();
        assertThat(failed.reason().action()).isNotEmpty();
    }

    @Test
    void aPortWhereNothingListensIsConnectionRefused(Vertx vertx) throws Exception {
        int port = 1;
        assertFailure(
                failure(vertx, new Endpoint(false, "127.0.0.1", port, ""), null),
                FailureReason.CONNECTION_REFUSED,
                "connection refused by 127.0.0.1:" + port);
    }

    @Test
    void noNameServerKnowsTheHost(Vertx vertx) throws Exception {
        assertFailure(
                failure(vertx, new Endpoint(false, "glance.invalid", 9292, ""), null),
                FailureReason.UNKNOWN_HOST,
                "unknown host glance.invalid");
    }

    @Test
    void noTrustedAuthorityHasSignedTheCertificate(Vertx vertx) throws Exception {
        int port = server(vertx, "localhost").actualPort();

        assertFailure(
                failure(vertx, new Endpoint(true, "127.0.0.1", port, ""), null),
                FailureReason.UNTRUSTED_CERTIFICATE,
                "untrusted certificate of 127.0.0.1:" + port + ": no trusted authority has signed it");
    }

    @Test
    void theCertificateIsForAnotherHost(Vertx vertx) throws Exception {
        int port = server(vertx, "other-host").actualPort();

        assertFailure(
                failure(vertx, new Endpoint(true, "127.0.0.1", port, ""), TLS.resolve("other-host.pem")),
                FailureReason.UNTRUSTED_CERTIFICATE,
                "untrusted certificate of 127.0.0.1:" + port + ": it is not for this host");
    }

    @Test
    void aCertificateThatHasEndedIsUntrusted(Vertx vertx) throws Exception {
        int port = server(vertx, "ended").actualPort();

        assertFailure(
                failure(vertx, new Endpoint(true, "127.0.0.1", port, ""), TLS.resolve("authority.pem")),
                FailureReason.UNTRUSTED_CERTIFICATE,
                "untrusted certificate of 127.0.0.1:" + port + ": it has ended");
    }

    @Test
    void theServiceDoesNotServeTls(Vertx vertx) throws Exception {
        HttpServer plain = vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);

        Failed failed = failure(vertx, new Endpoint(true, "127.0.0.1", plain.actualPort(), ""), null);

        assertFailure(failed, FailureReason.TLS_FAILED, "TLS handshake failed with 127.0.0.1:" + plain.actualPort());
    }
}
