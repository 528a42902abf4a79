package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that are passed on to a Nova that serves HTTPS. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class PassThroughTlsIT {
    private static final String CERTIFICATE = "src/test/resources/tls/localhost.pem";
    private static final String KEY = "src/test/resources/tls/localhost.key";

    private static String nova(Vertx vertx) throws Exception {
        HttpServer nova = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions().addCertPath(CERTIFICATE).addKeyPath(KEY)))
                .requestHandler(request -> request.response().end(request.uri()))
                .exceptionHandler(broken -> {})
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return "nova.api-servers=https://127.0.0.1:" + nova.actualPort();
    }

    private static RawHttp.Answer get(TestGateway gateway) throws Exception {
        return RawHttp.send(gateway.port(), "GET", "/v2.1/servers");
    }

    @Test
    void novasCertificateIsTrustedByItsAuthority(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, nova(vertx), "microversion.max=2.35", "nova.cafile=" + CERTIFICATE);

        assertThat(get(gateway).body()).isEqualTo("/v2.1/servers");
    }

    @Test
    void aNovaThatIsNotTrustedGetsNothing(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, nova(vertx), "microversion.max=2.35");

        assertThat(get(gateway).status()).isEqualTo(502);
        assertThat(gateway.metrics())
                .contains("vitrine_backend_calls_total{outcome=\"untrusted_certificate\",service=\"nova\"} 1.0");
    }

    @Test
    void insecureTrustsAnyNova(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, nova(vertx), "microversion.max=2.35", "nova.insecure=true");

        assertThat(get(gateway).body()).isEqualTo("/v2.1/servers");
    }
}
