package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp2;
import dev.vitrine.testing.RawHttp2.Frame;
import dev.vitrine.testing.RawPeer;
import dev.vitrine.testing.RawPeer.Connection;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header fields go on, and what is added to them. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class PassedFieldsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";

    /** What Nova and the client have received. */
    private record Heads(String request, String response) {
        /** Returns the values of a field of the request, in their order. */
        List<String> sent(String name) {
            return values(request, name);
        }

        List<String> answered(String name) {
            return values(response, name);
        }

        private static List<String> values(String head, String name) {
            return Stream.of(head.split("\r\n", -1))
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }
    }

    private static Heads pass(Vertx vertx, String request, String response, String... settings) throws Exception {
        try (RawPeer nova = RawPeer.listen()) {
            String[] all = Stream.concat(
                            Stream.of(settings), Stream.of("nova.api-servers=" + nova.url(), "microversion.max=2.35"))
                    .toArray(String[]::new);
            TestGateway gateway = TestGateway.start(vertx, all);
            try (Connection client = Connection.to(gateway.port())) {
                client.write(request + "\r\n");
                try (Connection served = nova.accept()) {
                    String sent = served.head();
                    served.write(response + "\r\n");
                    return new Heads(sent, client.head());
                }
            }
        }
    }

    private static String get(String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "GET /v2.1/servers HTTP/1.1\r\nHost: cloud.test:8774\r\n" + lines;
    }

    @ParameterizedTest
    @CsvSource({
        "Connection: close, Connection",
        "Keep-Alive: timeout=5, Keep-Alive",
        "Proxy-Connection: keep-alive, Proxy-Connection",
        "TE: trailers, TE",
        "Upgrade: websocket, Upgrade",
        "Trailer: X-Sum, Trailer",
    })
    void fieldsOfOneConnectionDoNotGoOnToNova(String field, String name, Vertx vertx) throws Exception {
        assertThat(pass(vertx, get(field), OK).sent(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Connection: close, Connection, 0",
        "Keep-Alive: timeout=5, Keep-Alive, 0",
        "Proxy-Connection: keep-alive, Proxy-Connection, 0",
        "Upgrade: h2c, Upgrade, 0",
        "Proxy-Authenticate: Basic, Proxy-Authenticate, 1",
        "Trailer: X-Sum, Trailer, 1",
        "Set-Cookie: a=b, Set-Cookie, 1",
        "X-Compute-Request-Id: req-1, X-Compute-Request-Id, 1",
        "Cache-Control: max-age=5, Cache-Control, 1",
    })
    void fieldsOfOneConnectionDoNotGoBackToTheClient(String field, String name, int times, Vertx vertx)
            throws Exception {
        assertThat(pass(vertx, get(), OK + field + "\r\n").answered(name)).hasSize(times);
    }

    @Test
    void fieldsThatConnectionNamesDoNotGoOnEitherWay(Vertx vertx) throws Exception {
        Heads heads = pass(
                vertx,
                get(
                        "Connection: X-One , x-two",
                        "Connection: Upgrade",
                        "X-One: 1",
                        "X-TWO: 2",
                        "X-Three: 3",
                        "Upgrade: x"),
                OK + "Connection: X-One\r\nX-One: 1\r\nX-Two: 2\r\n");

        assertThat(heads.sent("X-One")).isEmpty();
        assertThat(heads.sent("X-Two")).isEmpty();
        assertThat(heads.sent("X-Three")).containsExactly("3");
        assertThat(heads.answered("X-One")).isEmpty();
        assertThat(heads.answered("X-Two")).containsExactly("2");
    }

    @Test
    void connectionCannotNameAwayWhatTheGatewaySets(Vertx vertx) throws Exception {
        Heads heads = pass(vertx, get("Connection: Host, Content-Length, X-Forwarded-For, Via, X-Forwarded-Proto"), OK);

        assertThat(heads.sent("Host")).containsExactly("cloud.test:8774");
        assertThat(heads.sent("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(heads.sent("X-Forwarded-Proto")).containsExactly("http");
        assertThat(heads.sent("Via")).hasSize(1);
    }

    @Test
    void tokensIdentitiesAndAllElseGoOnUnread(Vertx vertx) throws Exception {
        String[] fields = {
            "X-Auth-Token: a",
            "X-Auth-Token: b",
            "X-Service-Token: s",
            "X-Roles: admin",
            "X-Identity-Status: Confirmed",
            "X-User-Id: root",
            "X-OpenStack-Request-ID: req-nonsense",
            "Accept: */*, a/b;q=0",
            "Origin: http://evil.test",
            "Cookie: a=1",
            "Authorization: Basic x",
            "Proxy-Authorization: Basic y",
            "User-Agent: curl",
            "Range: bytes=0-1",
            "If-None-Match: \"x\"",
            "Accept-Encoding: gzip, br",
            "X-Empty:",
            "Via-Like: x"
        };
        Heads heads = pass(vertx, get(fields), OK);

        assertThat(heads.request().split("\r\n", -1)).contains(fields[0], fields[1], fields[2], fields[3], fields[4]);
        for (String field : fields) {
            String name = field.substring(0, field.indexOf(':'));
            assertThat(heads.sent(name))
                    .as(name)
                    .contains(field.substring(name.length() + 1).strip());
        }
        assertThat(heads.answered("x-openstack-request-id")).isEmpty();
        assertThat(heads.answered("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void viaNamesTheGatewayBothWays(Vertx vertx) throws Exception {
        Heads heads = pass(vertx, get("Via: 1.0 fred, 2.0 ethel"), OK + "Via: 1.1 haproxy\r\n");

        assertThat(heads.sent("Via")).hasSize(2).first().isEqualTo("1.0 fred, 2.0 ethel");
        assertThat(heads.sent("Via").get(1)).matches("1\\.1 vitrine-[0-9a-f]{8}");
        assertThat(heads.answered("Via")).hasSize(2).first().isEqualTo("1.1 haproxy");
        assertThat(heads.answered("Via").get(1)).isEqualTo(heads.sent("Via").get(1));
    }

    @Test
    void responseWithoutDateGetsOne(Vertx vertx) throws Exception {
        assertThat(pass(vertx, get(), OK).answered("Date"))
                .singleElement()
                .asString()
                .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(pass(vertx, get(), OK + "Date: long ago\r\n").answered("Date"))
                .containsExactly("long ago");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 192.0.2.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.test",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "x-forwarded-server: evil",
                "Forwarded: for=192.0.2.1;host=evil.test",
            })
    void whatAnUntrustedClientSaysOfItselfIsReplaced(String field, Vertx vertx) throws Exception {
        Heads heads = pass(vertx, get(field), OK);

        assertThat(heads.sent("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(heads.sent("X-Forwarded-Proto")).containsExactly("http");
        assertThat(heads.sent("X-Forwarded-Host")).containsExactly("cloud.test:8774");
        assertThat(heads.request()).doesNotContainIgnoringCase("evil").doesNotContain("192.0.2.1", "https", "-Port");
    }

    @Test
    void whatATrustedProxySaysStaysAndItsAddressIsAdded(Vertx vertx) throws Exception {
        Heads heads = pass(
                vertx,
                get(
                        "X-Forwarded-For: 192.0.2.9, 192.0.2.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: cloud.example.com",
                        "X-Forwarded-Port: 8443",
                        "X-Forwarded-Prefix: /compute",
                        "Forwarded: for=192.0.2.1;proto=https"),
                OK,
                "listen.trusted-proxies=127.0.0.0/8");

        assertThat(heads.sent("X-Forwarded-For")).containsExactly("192.0.2.9, 192.0.2.1, 127.0.0.1");
        assertThat(heads.sent("X-Forwarded-Proto")).containsExactly("https");
        assertThat(heads.sent("X-Forwarded-Host")).containsExactly("cloud.example.com");
        assertThat(heads.sent("X-Forwarded-Port")).containsExactly("8443");
        assertThat(heads.sent("X-Forwarded-Prefix")).containsExactly("/compute");
        assertThat(heads.sent("Forwarded")).containsExactly("for=192.0.2.1;proto=https, for=127.0.0.1");
    }

    @Test
    void aTrustedProxyThatSaysNothingIsTheClient(Vertx vertx) throws Exception {
        Heads heads = pass(vertx, get(), OK, "listen.trusted-proxies=127.0.0.0/8");

        assertThat(heads.sent("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(heads.sent("X-Forwarded-Host")).containsExactly("cloud.test:8774");
        assertThat(heads.sent("Forwarded")).isEmpty();
    }

    @Test
    void clientThatAProxyNamesInItsProtocolIsForwarded(Vertx vertx) throws Exception {
        Heads heads = pass(
                vertx,
                "PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n" + get("X-Forwarded-For: 192.0.2.1"),
                OK,
                "listen.trusted-proxies=127.0.0.0/8",
                "listen.proxy-protocol=true");

        assertThat(heads.sent("X-Forwarded-For")).containsExactly("192.0.2.7");
    }

    /** WSGI servers take an underscore for a hyphen (CGI, RFC 3875, 4.1.18): eventlet takes the first for a framing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer_Encoding: chunked",
                "Content_Length: 3",
                "X_Forwarded_Prefix: /evil",
                "X_Forwarded-For: 192.0.2.1",
                "x-forwarded_host: evil.test",
                "X_Auth_Token: t0ken"
            })
    void fieldThatAWsgiServerTakesForAnotherDoesNotGoOn(String field, Vertx vertx) throws Exception {
        String name = field.substring(0, field.indexOf(':'));
        String request = "POST /v2.1/x HTTP/1.1\r\nHost: cloud.test:8774\r\n" + field + "\r\nContent-Length: 0\r\n";

        assertThat(pass(vertx, request, OK).request).doesNotContainIgnoringCase(name + ":");
        assertThat(pass(vertx, request, OK, "listen.trusted-proxies=127.0.0.0/8").request)
                .doesNotContainIgnoringCase(name + ":");
    }

    /** The bad request must reach no connection to Nova: it would break it for the next request. */
    @ParameterizedTest
    @ValueSource(strings = {"/v2.1/x y", "/v2.1/x#y"})
    void pathOfHttp2ThatIsNoRequestTargetIsRefused(String path, Vertx vertx) throws Exception {
        try (RawPeer nova = RawPeer.listen()) {
            TestGateway gateway = TestGateway.start(
                    vertx, Http2Client.settings("nova.api-servers=" + nova.url(), "microversion.max=2.35"));
            try (RawHttp2 client = RawHttp2.open(gateway.port())) {
                int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
                client.send(RawHttp2.HEADERS, flags, 1, RawHttp2.get(path));
                Frame frame = client.next();
                while (frame.type() != RawHttp2.DATA) {
                    assertThat(frame.type()).isNotEqualTo(RawHttp2.RST_STREAM);
                    frame = client.next();
                }
                client.send(RawHttp2.HEADERS, flags, 3, RawHttp2.get("/v2.1/next"));

                assertThat(frame.payload().toString()).contains("\"badRequest\"", "\"code\":400");
                try (Connection served = nova.accept()) {
                    assertThat(served.head()).startsWith("GET /v2.1/next HTTP/1.1\r\n");
                }
            }
        }
    }
}
