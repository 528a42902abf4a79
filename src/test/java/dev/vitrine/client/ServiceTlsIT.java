package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import dev.vitrine.testing.CapturedLog;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service and the gateway prove to each other. The service's certificate is for localhost and 127.0.0.1. */
@ExtendWith(VertxExtension.class)
class ServiceTlsIT {
    private static final String TLS = "src/test/resources/tls/";
    private static final Path TRUSTED = Path.of(TLS + "localhost.pem");
    private static final Path FOREIGN = Path.of(TLS + "rsa.pem");
    private static final Path CERTIFICATE = Path.of(TLS + "client.pem");
    private static final Path KEY = Path.of(TLS + "client.key");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Vertx vertx;

    @BeforeEach
    void take(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts a service that answers with the name in the client's certificate. */
    private int service(String host, String protocol, ClientAuth auth) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of(protocol))
                .setClientAuth(auth)
                .setTrustOptions(new PemTrustOptions().addCertPath(TLS + "renewed.pem"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(TLS + "localhost.pem")
                        .addKeyPath(TLS + "localhost.key"));
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end(clientName(request.sslSession())))
                .listen(0, host)
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private static String clientName(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nothing";
        }
    }

    private ServiceClient client(String host, int port, TlsConfig tls) {
        ServiceConfig config = new ServiceConfig(
                List.of(new Endpoint(true, host, port, "")), TIMEOUT, TIMEOUT, TIMEOUT, 1, 1, 1, false, tls);
        return new ServiceClient(vertx, "Glance", config, config::servers, new Metrics(), Clocks.system());
    }

    private String said(String host, int port, TlsConfig tls) throws Exception {
        ServiceRequest request = new ServiceRequest(HttpMethod.GET, "/", Map.of(), null, 100, TIMEOUT);
        return client(host, port, tls).send(request).await(10, TimeUnit.SECONDS) instanceof Answered answered
                ? answered.body().toString()
                : "failed";
    }

    /** Returns the one line that is logged of a call that fails. */
    private String logged(String host, int port, TlsConfig tls) throws Exception {
        CapturedLog log = new CapturedLog(ThrottledFailureLog.class.getName());
        try (log) {
            assertThat(said(host, port, tls)).isEqualTo("failed");
        }
        assertThat(log.messages()).isNotEmpty();
        return log.messages().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServiceGetsTheCertificateThatItAsksFor(String protocol) throws Exception {
        int port = service("127.0.0.1", protocol, ClientAuth.REQUIRED);

        assertThat(said("127.0.0.1", port, new TlsConfig(TRUSTED, CERTIFICATE, KEY, false)))
                .isEqualTo("CN=gateway");
    }

    @Test
    void aServiceThatAsksForNoCertificateGetsNone() throws Exception {
        int port = service("127.0.0.1", "TLSv1.3", ClientAuth.NONE);

        assertThat(said("127.0.0.1", port, new TlsConfig(TRUSTED, CERTIFICATE, KEY, false)))
                .isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void withoutACertificateTheLogSaysThatTheServiceMissesIt(String protocol) throws Exception {
        int port = service("127.0.0.1", protocol, ClientAuth.REQUIRED);

        assertThat(logged("127.0.0.1", port, new TlsConfig(TRUSTED, null, null, false)))
                .contains("Glance request failed: GET /: TLS handshake failed with 127.0.0.1:" + port
                        + ": Received fatal alert: bad_certificate");
    }

    @Test
    void aForeignCertificateIsRefusedAndTheLogSaysWhy() throws Exception {
        int port = service("127.0.0.1", "TLSv1.3", ClientAuth.NONE);

        assertThat(logged("127.0.0.1", port, new TlsConfig(FOREIGN, null, null, false)))
                .contains("untrusted certificate of 127.0.0.1:" + port + ": no trusted authority has signed it (")
                .contains("Path does not chain with any of the trust anchors");
        assertThat(logged("127.0.0.1", port, TlsConfig.DEFAULTS)).contains("unable to find valid certification path");
    }

    @Test
    void aCertificateForAnotherHostIsRefusedAndTheLogSaysWhy() throws Exception {
        int port = service("127.0.0.2", "TLSv1.3", ClientAuth.NONE);

        assertThat(logged("127.0.0.2", port, new TlsConfig(TRUSTED, null, null, false)))
                .contains("No subject alternative names matching IP address 127.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "src/test/resources/tls/rsa.pem"})
    void insecureTakesAForeignCertificateForAnotherHost(String caFile) throws Exception {
        int port = service("127.0.0.2", "TLSv1.3", ClientAuth.REQUIRED);

        Path file = caFile.isEmpty() ? null : Path.of(caFile);
        assertThat(said("127.0.0.2", port, new TlsConfig(file, CERTIFICATE, KEY, true)))
                .isEqualTo("CN=gateway");
    }
}
