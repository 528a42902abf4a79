package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.RawTls;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A certificate whose files are replaced while the gateway serves. */
@ExtendWith(VertxExtension.class)
class CertificateReloadIT {
    private static final Path FILES = Path.of("src/test/resources/tls");

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;
    private TestGateway gateway;
    private CertificateReloader watch;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        certificate = folder.resolve("tls.pem");
        key = folder.resolve("tls.key");
        replace("localhost");
        String[] files = {"listen.tls-certificate=" + certificate, "listen.tls-key=" + key};
        gateway = TestGateway.start(vertx, files);
        ListenConfig settings = ConfigLoader.read(
                        null,
                        Map.of(),
                        Map.of(
                                "identity",
                                "none",
                                "listen.tls-certificate",
                                certificate.toString(),
                                "listen.tls-key",
                                key.toString()))
                .settings()
                .listen();
        watch = new CertificateReloader(settings, gateway.gateway::reloadCertificate);
    }

    private void replace(String name) throws IOException {
        Files.copy(FILES.resolve(name + ".pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(FILES.resolve(name + ".key"), key, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns whom the certificate names that a new connection is shown. */
    private String shown() throws IOException {
        try (SSLSocket socket = RawTls.connect(gateway.port(), "http/1.1")) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void theRenewedOneIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
        try (SSLSocket old = RawTls.connect(gateway.port(), "http/1.1")) {
            replace("renewed");

            watch.reload("asked to").await(10, TimeUnit.SECONDS);

            assertThat(shown()).isEqualTo("CN=renewed");
            old.getOutputStream()
                    .write("GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(new String(old.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void http2IsSpokenAsBefore() throws Exception {
        replace("renewed");
        watch.reload("asked to").await(10, TimeUnit.SECONDS);

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            connection.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.get("/v2"));
            assertThat(connection.isAnswered(1)).isTrue();
        }
    }

    @Test
    void oneThatIsNoGoodIsNotShown() throws Exception {
        for (String wrong : new String[] {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
            Files.writeString(certificate, wrong);
            assertThat(isRead()).isFalse();
        }
        Files.copy(FILES.resolve("renewed.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
        assertThat(isRead()).isFalse();
        Files.delete(key);
        assertThat(isRead()).isFalse();

        assertThat(shown()).isEqualTo("CN=localhost");
    }

    private boolean isRead() {
        var read = watch.reload("asked to");
        while (!read.isComplete()) {
            Thread.onSpinWait();
        }
        return read.succeeded();
    }

    /** The certificate came before its key, and a look came between. */
    @Test
    void filesThatChangeAreReadWhenTheyStayTheSameAgain() throws Exception {
        assertThat(watch.poll()).isFalse();
        Files.copy(FILES.resolve("renewed.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
        assertThat(watch.poll()).isFalse();
        Files.copy(FILES.resolve("renewed.key"), key, StandardCopyOption.REPLACE_EXISTING);
        assertThat(watch.poll()).isFalse();
        assertThat(shown()).isEqualTo("CN=localhost");

        assertThat(watch.poll()).isTrue();
        // Waits for the reading that was begun.
        watch.reload("asked to").await(10, TimeUnit.SECONDS);

        assertThat(shown()).isEqualTo("CN=renewed");
        assertThat(watch.poll()).isFalse();
    }
}
