package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An authority that cannot be parsed is a 400; the connection serves the next request. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class InvalidAuthorityIT {
    private static final String EIGHT_GROUPS = "[::1:2:3:4:5:6:7:8]";
    private static final int LAST = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;

    /** The flag by which a priority stands before the header block, and that priority's size. */
    private static final int PRIORITY = 0x20;

    private static final int PRIORITY_BYTES = 5;

    /** What begins the header block of a response: an index of HPACK's static table (RFC 7541, appendix A). */
    private static final int STATUS_200 = 0x88;

    private static final int STATUS_400 = 0x8C;

    private static int status(RawHttp2 connection, int stream, String... headers) throws Exception {
        connection.send(RawHttp2.HEADERS, LAST, stream, RawHttp2.block(headers));
        RawHttp2.Frame frame = connection.next();
        while (frame.type() != RawHttp2.HEADERS || frame.stream() != stream) {
            assertThat(frame.type()).isNotIn(RawHttp2.GOAWAY, RawHttp2.RST_STREAM);
            frame = connection.next();
        }
        return frame.payload().getByte((frame.flags() & PRIORITY) == 0 ? 0 : PRIORITY_BYTES) & 0xFF;
    }

    private static String[] request(String name, String authority) {
        return new String[] {":method", "GET", ":scheme", "https", ":path", "/v2", name, authority};
    }

    @ParameterizedTest
    @ValueSource(strings = {EIGHT_GROUPS, EIGHT_GROUPS + ":8774", "[::1", "a:b", "u@a"})
    void overHttp2OnlyTheStreamIsRefused(String authority, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            assertThat(status(connection, 1, request(":authority", authority))).isEqualTo(STATUS_400);
            assertThat(status(connection, 3, request("host", authority))).isEqualTo(STATUS_400);
            assertThat(status(connection, 5, request(":authority", "a"))).isEqualTo(STATUS_200);
        }
    }

    /** The other header must not take the place of the invalid one. */
    @Test
    void overHttp2AValidHostDoesNotMakeUpForAnInvalidAuthority(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());

        try (RawHttp2 connection = RawHttp2.open(gateway.port())) {
            int status = status(
                    connection,
                    1,
                    ":method",
                    "GET",
                    ":scheme",
                    "https",
                    ":path",
                    "/v2",
                    ":authority",
                    EIGHT_GROUPS,
                    "host",
                    "a");

            assertThat(status).isEqualTo(STATUS_400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EIGHT_GROUPS, "[::1", "a:b", "u@a"})
    void overHttp1TheNextRequestIsServed(String authority, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        String responses = RawHttp.exchange(
                gateway.port(),
                "GET /v2 HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"
                        + "GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(responses).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 ");
    }
}
