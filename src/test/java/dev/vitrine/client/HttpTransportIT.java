package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.Timeouts;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connection of a call that is given up is closed, and never used again. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class HttpTransportIT {
    private static final Duration FIRST_BYTE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int MAX_BYTES = 100_000;
    private static final int LIMIT_MILLIS = 10_000;

    private Vertx vertx;
    private ServerSocket service;
    private HttpTransport transport;

    @BeforeEach
    void start(Vertx vertx) throws IOException {
        this.vertx = vertx;
        service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        service.setSoTimeout(LIMIT_MILLIS);
        transport = transport(FIRST_BYTE);
    }

    private HttpTransport transport(Duration firstByte) {
        Endpoint endpoint = new Endpoint(false, "127.0.0.1", service.getLocalPort(), "");
        return new HttpTransport(
                vertx,
                new ServiceConfig(List.of(endpoint), TIMEOUT, firstByte, TIMEOUT, 1, 1, 10, false, TlsConfig.DEFAULTS),
                host -> {});
    }

    @AfterEach
    void stop() throws Exception {
        transport.close().await(10, TimeUnit.SECONDS);
        service.close();
    }

    private Future<ServiceResponse> get() {
        return call(HttpMethod.GET, null);
    }

    private Future<ServiceResponse> call(HttpMethod method, BodyReader reader) {
        Endpoint endpoint = new Endpoint(false, "127.0.0.1", service.getLocalPort(), "");
        ServiceRequest request = new ServiceRequest(method, "/", Map.of(), null, MAX_BYTES, TIMEOUT);
        return transport.send(request, reader, endpoint, System.nanoTime() + TIMEOUT.toNanos());
    }

    private Socket accept() throws IOException {
        Socket connection = service.accept();
        connection.setSoTimeout(LIMIT_MILLIS);
        return connection;
    }

    /** Reads the head of a request. */
    private static void readRequest(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            assertThat(next).isNotNegative();
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void writeWhole(Socket connection, String body) throws IOException {
        write(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Waits for the other end to close the connection. */
    private static boolean isClosed(Socket connection) throws IOException {
        try {
            return connection.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static ServiceResponse await(Future<ServiceResponse> response) throws Exception {
        return response.await(10, TimeUnit.SECONDS);
    }

    private static FailureReason reason(Future<ServiceResponse> response) throws Exception {
        return ((Failed) await(response)).reason();
    }

    private void assertNextCallHasAnotherConnection() throws Exception {
        Future<ServiceResponse> next = get();
        try (Socket connection = accept()) {
            readRequest(connection);
            writeWhole(connection, "next");
            assertThat(((Answered) await(next)).body()).hasToString("next");
        }
    }

    @Test
    void aServiceThatNeverAnswersLosesTheConnection() throws Exception {
        Future<ServiceResponse> call = get();
        try (Socket connection = accept()) {
            readRequest(connection);

            assertThat(reason(call)).isEqualTo(FailureReason.TIMEOUT);
            assertThat(isClosed(connection)).isTrue();
        }
        assertNextCallHasAnotherConnection();
    }

    @Test
    void aServiceThatNeverAnswersAChangeLosesTheConnection() throws Exception {
        Future<ServiceResponse> call = call(HttpMethod.DELETE, null);
        try (Socket connection = accept()) {
            readRequest(connection);

            assertThat(reason(call)).isEqualTo(FailureReason.TIMEOUT);
            assertThat(isClosed(connection)).isTrue();
        }
    }

    @Test
    void aServiceThatNeverStopsSendingLosesTheConnectionAndTheCallerHearsAtOnce() throws Exception {
        transport = transport(Duration.ofSeconds(4));
        Future<ServiceResponse> call = get();
        try (Socket connection = accept()) {
            readRequest(connection);
            write(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
            for (int bytes = 0; bytes <= MAX_BYTES; bytes += 0x1000) {
                write(connection, chunk);
            }

            assertThat(reason(call)).isEqualTo(FailureReason.TOO_LARGE);
            assertThat(writesUntilClosed(connection, chunk)).isTrue();
        }
        assertNextCallHasAnotherConnection();
    }

    private static boolean writesUntilClosed(Socket connection, String chunk) {
        try {
            for (int i = 0; i < 1_000_000; i++) {
                write(connection, chunk);
            }
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void aServiceThatStopsSendingInTheBodyLosesTheConnection() throws Exception {
        Future<ServiceResponse> call = get();
        try (Socket connection = accept()) {
            readRequest(connection);
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");

            assertThat(reason(call)).isEqualTo(FailureReason.TIMEOUT);
            assertThat(isClosed(connection)).isTrue();
        }
        assertNextCallHasAnotherConnection();
    }

    @Test
    void aBodyThatIsALittleTooLongLeavesTheConnectionUsable() throws Exception {
        Future<ServiceResponse> call = get();
        try (Socket connection = accept()) {
            readRequest(connection);
            writeWhole(connection, "x".repeat(MAX_BYTES + 1));
            assertThat(reason(call)).isEqualTo(FailureReason.TOO_LARGE);

            Future<ServiceResponse> next = get();
            readRequest(connection);
            writeWhole(connection, "next");

            assertThat(((Answered) await(next)).body()).hasToString("next");
        }
    }

    /** A read idle timeout would close the connection soon after the second request. */
    @Test
    void aConnectionThatHasRestedInThePoolHasTheWholeTimeForAResponse(Vertx vertx) throws Exception {
        Future<ServiceResponse> first = get();
        try (Socket connection = accept()) {
            readRequest(connection);
            writeWhole(connection, "first");
            await(first);
            Duration rest = FIRST_BYTE.plus(Timeouts.TOLERANCE).minusMillis(100);

            Future<ServiceResponse> second =
                    vertx.timer(rest.toMillis(), TimeUnit.MILLISECONDS).compose(rested -> get());
            readRequest(connection);
            vertx.timer(700, TimeUnit.MILLISECONDS).await(10, TimeUnit.SECONDS);
            writeWhole(connection, "second");

            assertThat(((Answered) await(second)).body()).hasToString("second");
        }
    }

    @Test
    void theReaderOfABodyHasAllOfItAndTheResponseTheBeginningOfAnError() throws Exception {
        Buffer read = Buffer.buffer();
        Future<ServiceResponse> call = call(HttpMethod.GET, reader(read));
        try (Socket connection = accept()) {
            readRequest(connection);
            write(connection, "HTTP/1.1 500 No\r\nContent-Length: " + MAX_BYTES + "\r\n\r\n" + "x".repeat(MAX_BYTES));

            assertThat(((Answered) await(call)).body().length()).isEqualTo(64 << 10);
            assertThat(read.length()).isEqualTo(MAX_BYTES);
        }
    }

    private static BodyReader reader(Buffer read) {
        return new BodyReader() {
            @Override
            public boolean read(Buffer part) {
                read.appendBuffer(part);
                return true;
            }

            @Override
            public boolean isLong() {
                return true;
            }

            @Override
            public boolean restart() {
                return true;
            }
        };
    }

    @Test
    void aServiceThatIsDownIsNamedInTheFailure() throws Exception {
        transport = transport(TIMEOUT);
        service.close();

        assertThat(await(get()))
                .isEqualTo(new Failed(
                        FailureReason.CONNECTION_REFUSED, "connection refused by 127.0.0.1:" + service.getLocalPort()));
    }
}
