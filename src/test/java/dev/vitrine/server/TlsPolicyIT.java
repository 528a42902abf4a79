package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawTls;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cipher suites the listener accepts, and that a client shakes hands once: RFC 9325. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class TlsPolicyIT {
    private static final String RSA = "src/test/resources/tls/rsa";
    private static final String REQUEST = "GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: ([0-9]+)");

    private static TestGateway start(Vertx vertx, String certificate) throws Exception {
        String[] settings = certificate.equals("EC")
                ? Http2Client.settings()
                : new String[] {"listen.tls-certificate=" + RSA + ".pem", "listen.tls-key=" + RSA + ".key"};
        return TestGateway.start(vertx, settings);
    }

    @ParameterizedTest
    @CsvSource({
        "EC, TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "EC, TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "EC, TLSv1.3, TLS_AES_128_GCM_SHA256",
        "RSA, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "RSA, TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
    })
    void ephemeralKeysWithAuthenticatedEncryptionAreAccepted(
            String certificate, String version, String suite, Vertx vertx) throws Exception {
        try (SSLSocket client = RawTls.offering(start(vertx, certificate).port(), version, suite)) {
            client.startHandshake();

            assertThat(client.getSession().getCipherSuite()).isEqualTo(suite);
            assertThat(isAnswered(client)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, TLS_RSA_WITH_AES_128_GCM_SHA256",
        "RSA, TLS_RSA_WITH_AES_256_CBC_SHA",
        "RSA, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "RSA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "RSA, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        "RSA, TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        "EC, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    })
    void otherCipherSuitesAreRefused(String certificate, String suite, Vertx vertx) throws Exception {
        try (SSLSocket client = RawTls.offering(start(vertx, certificate).port(), "TLSv1.2", suite)) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aRenewedCertificateKeepsThem(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, "RSA");
        gateway.gateway.reloadCertificate().await(10, TimeUnit.SECONDS);

        try (SSLSocket client = RawTls.offering(gateway.port(), "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aClientThatRenegotiatesIsDisconnected(String certificate, Vertx vertx) throws Exception {
        String suite = certificate.equals("EC")
                ? "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
                : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        try (SSLSocket client = RawTls.offering(start(vertx, certificate).port(), "TLSv1.2", suite)) {
            assertThat(isAnswered(client)).isTrue();

            assertThat(isAnsweredAfterHandshake(client)).isFalse();
        }
    }

    /** In TLS 1.3 a second handshake is no more than an update of the keys. */
    @Test
    void newKeysAreNoRenegotiation(Vertx vertx) throws Exception {
        try (SSLSocket client = RawTls.offering(start(vertx, "EC").port(), "TLSv1.3", "TLS_AES_128_GCM_SHA256")) {
            assertThat(isAnswered(client)).isTrue();

            assertThat(isAnsweredAfterHandshake(client)).isTrue();
        }
    }

    private static boolean isAnsweredAfterHandshake(SSLSocket client) {
        try {
            client.startHandshake();
            return isAnswered(client);
        } catch (IOException disconnected) {
            return false;
        }
    }

    /** Reads the response to its end, so that the next one begins with its status line. */
    private static boolean isAnswered(SSLSocket client) throws IOException {
        client.getOutputStream().write(REQUEST.getBytes(US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        return length.find()
                && client.getInputStream().readNBytes(Integer.parseInt(length.group(1))).length > 0
                && head.indexOf("HTTP/1.1 200 ") == 0;
    }
}
