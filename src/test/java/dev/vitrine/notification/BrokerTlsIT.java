package dev.vitrine.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.config.TlsConfig;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The handshake with a broker that requires a client certificate, as RabbitMQ with {@code fail_if_no_peer_cert}. */
@Timeout(60)
class BrokerTlsIT {
    private static final String TLS = "src/test/resources/tls/";
    private static final String AMQP = "AMQP\0\0\11\1";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** The stand-in's certificate is that for localhost; it trusts the one that the gateway is to have. */
    private static SSLServerSocket listen(String host) throws Exception {
        SSLContext context = BrokerTls.context(new TlsConfig(
                Path.of(TLS + "renewed.pem"), Path.of(TLS + "localhost.pem"), Path.of(TLS + "localhost.key"), false));
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName(host));
        listener.setNeedClientAuth(true);
        return listener;
    }

    /** Returns whose certificate the broker got, and the beginning of the protocol. */
    private static String peer(SSLServerSocket listener) throws Exception {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            String begin = new String(socket.getInputStream().readNBytes(8), StandardCharsets.ISO_8859_1);
            return socket.getSession().getPeerPrincipal().getName() + " " + begin;
        }
    }

    private static NotificationConfig config(SSLServerSocket listener, String... more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of("identity", "none", "events.tls", "true"));
        String host = listener.getInetAddress().getHostAddress();
        flags.put("events.brokers", host + ":" + listener.getLocalPort());
        for (int i = 0; i < more.length; i += 2) {
            flags.put("events." + more[i], more[i + 1]);
        }
        return ConfigLoader.read(null, Map.of("VITRINE_EVENTS_PASSWORD", "guest"), flags)
                .settings()
                .events();
    }

    @Test
    void theBrokerGetsTheCertificateThatItRequires() throws Exception {
        try (SSLServerSocket listener = listen("127.0.0.1")) {
            Future<String> peer = threads.submit(() -> peer(listener));
            Broker broker = new Broker(config(
                    listener,
                    "cafile",
                    TLS + "localhost.pem",
                    "certfile",
                    TLS + "client.pem",
                    "keyfile",
                    TLS + "client.key"));

            assertThat(catchThrowable(() -> broker.connect(threads))).isNotNull();

            assertThat(peer.get(20, TimeUnit.SECONDS)).isEqualTo("CN=gateway " + AMQP);
        }
    }

    @Test
    void insecureTakesACertificateThatIsNotTrustedAndNamesAnotherHost() throws Exception {
        try (SSLServerSocket listener = listen("127.0.0.2")) {
            Future<String> peer = threads.submit(() -> peer(listener));
            Broker broker = new Broker(config(
                    listener, "insecure", "true", "certfile", TLS + "client.pem", "keyfile", TLS + "client.key"));

            assertThat(catchThrowable(() -> broker.connect(threads))).isNotNull();

            assertThat(peer.get(20, TimeUnit.SECONDS)).isEqualTo("CN=gateway " + AMQP);
        }
    }

    @Test
    void withoutACertificateTheBrokerRefusesTheConnection() throws Exception {
        try (SSLServerSocket listener = listen("127.0.0.1")) {
            Future<String> peer = threads.submit(() -> peer(listener));
            Broker broker = new Broker(config(listener, "cafile", TLS + "localhost.pem"));

            assertThat(catchThrowable(() -> broker.connect(threads))).isNotNull();

            assertThat(catchThrowable(() -> peer.get(20, TimeUnit.SECONDS)))
                    .hasStackTraceContaining("Empty client certificate chain");
        }
    }
}
