package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.RawPeer;
import dev.vitrine.testing.RawPeer.Connection;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nova or the client fails while a request is passed on. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class PassThroughFaultIT {
    private static final String HOST = "Host: cloud.test:8774\r\n";
    private static final String GET = "GET /v2.1/x HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Vertx vertx;
    private RawPeer nova;
    private TestGateway gateway;

    @BeforeEach
    void listen(Vertx one) throws Exception {
        vertx = one;
        nova = opened(RawPeer.listen());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private void start(String... more) throws Exception {
        String[] settings = Stream.concat(
                        Stream.of("nova.api-servers=" + nova.url(), "microversion.max=2.35"), Stream.of(more))
                .toArray(String[]::new);
        gateway = TestGateway.start(vertx, settings);
    }

    private Connection client(String bytes) throws Exception {
        return opened(Connection.to(gateway.port())).write(bytes);
    }

    private Connection accepted() throws Exception {
        return opened(nova.accept());
    }

    private RawHttp.Answer get(String path, String... headers) throws Exception {
        return RawHttp.send(gateway.port(), "GET", path, headers);
    }

    private static int closedPort() throws Exception {
        try (RawPeer peer = RawPeer.listen()) {
            return peer.port();
        }
    }

    private void imagesAreServed() throws Exception {
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2.1/servers, application/json, {\"computeFault\"",
        "/v2.1/servers, application/xml, {\"computeFault\"",
        "/v2/p/servers, application/xml, <computeFault",
        "/v1.1/p/servers.xml, application/json, {\"computeFault\"",
        "/, application/json, {\"computeFault\"",
    })
    void refusedConnectionIsABadGatewayInTheClientsFormat(String path, String accept, String begin) throws Exception {
        start("nova.api-servers=http://127.0.0.1:" + closedPort());

        RawHttp.Answer answer = get(path, "Accept: " + accept);

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).startsWith(begin).contains("The compute service cannot be reached.");
        imagesAreServed();
    }

    @Test
    void anotherEndpointIsTriedAsLongAsNothingIsSent() throws Exception {
        start("nova.api-servers=http://127.0.0.1:" + closedPort() + "," + nova.url());
        for (int i = 0; i < 4; i++) {
            Connection client = client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");
            Connection served = accepted();
            served.head();
            assertThat(served.read(3)).isEqualTo("abc");
            served.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void whatMayHaveBeenSentIsNotSentAgain() throws Exception {
        start("nova.api-servers=" + nova.url() + "," + nova.url() + "/");
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.close();

        assertThat(client.head()).startsWith("HTTP/1.1 502");
        Connection next = client(GET);
        Connection second = accepted();
        second.head();
        second.write(OK);
        assertThat(next.head()).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/2.7 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen",
            })
    void malformedResponseIsABadGatewayAndItsConnectionIsNotUsedAgain(String bytes) throws Exception {
        start();
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.write(bytes);
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 502");
        client.read(Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1")));

        client.write(GET);

        Connection second = accepted();
        second.head();
        second.write(OK);
        assertThat(client.head()).startsWith("HTTP/1.1 200");
        assertThat(client.read(2)).isEqualTo("ok");
        assertThat(served.isEnded()).isTrue();
    }

    @Test
    void bytesBehindAResponseAreNobodysResponse() throws Exception {
        start();
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.write(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen");
        client.head();
        assertThat(client.read(2)).isEqualTo("ok");
        assertThat(served.isEnded()).isTrue();

        client.write(GET);

        Connection second = accepted();
        second.head();
        second.write(OK);
        client.head();
        assertThat(client.read(2)).isEqualTo("ok");
    }

    @Test
    void earlyHintsArePassedOver() throws Exception {
        start();
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK);

        assertThat(client.head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void noResponseInTimeIsAGatewayTimeout() throws Exception {
        start("nova.first-byte-timeout=50ms");
        Connection client = client("POST /v2/p/x HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");
        Connection served = accepted();

        assertThat(client.head()).startsWith("HTTP/1.1 504");
        served.head();
        served.read(3);
        assertThat(served.isEnded()).isTrue();
        imagesAreServed();
    }

    @Test
    void clientThatStopsSendingGetsATimeout() throws Exception {
        start("nova.idle-timeout=50ms");
        Connection client = client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\na");
        Connection served = accepted();
        served.head();
        served.read(1);

        assertThat(client.head()).startsWith("HTTP/1.1 408").containsIgnoringCase("connection: close");
        assertThat(served.isEnded()).isTrue();
        client.rest();
    }

    @Test
    void responseThatStopsIsCutOff() throws Exception {
        start("nova.idle-timeout=50ms");
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na");

        client.head();
        assertThat(client.rest()).isEqualTo("a");
        assertThat(served.isEnded()).isTrue();
    }

    @Test
    void moreThanTheBoundAreRefusedAtOnceAndImagesAreServed() throws Exception {
        start("nova.max-connections=2");
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            client(GET);
            Connection served = accepted();
            served.head();
            held.add(served);
        }
        for (int i = 0; i < 6; i++) {
            RawHttp.Answer refused = get("/v2.1/x");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            imagesAreServed();
        }
        assertThat(gateway.metrics()).contains("vitrine_passed_on_active 2.0");
        held.get(0).write(OK);
        assertThat(held.get(0).socket().isClosed()).isFalse();

        Connection next = client(GET);
        held.get(0).head();
        held.get(0).write(OK);
        assertThat(next.head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void circuitBreakerOpensForAnEndpointThatCannotBeReached() throws Exception {
        start("nova.api-servers=http://127.0.0.1:" + closedPort());
        for (int i = 0; i < 5; i++) {
            assertThat(get("/v2.1/x").status()).isEqualTo(502);
        }

        RawHttp.Answer answer = get("/v2.1/x");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(gateway.metrics())
                .contains("vitrine_backend_endpoints_ejected{service=\"nova\"} 1.0")
                .contains("vitrine_backend_calls_total{outcome=\"connection_refused\",service=\"nova\"} 5.0")
                .contains("vitrine_backend_calls_total{outcome=\"circuit_open\",service=\"nova\"} 1.0");
        imagesAreServed();
    }

    @Test
    void novasOwnFaultsEjectNothing() throws Exception {
        start();
        Connection client = client("");
        Connection served = null;
        for (int i = 0; i < 30; i++) {
            client.write(GET);
            served = served == null ? accepted() : served;
            served.head();
            served.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.head()).startsWith("HTTP/1.1 503");
            assertThat(client.read(1)).isEqualTo("x");
        }
    }

    @Test
    void expectationGoesOnAndTheBodyFollowsNovasConsent() throws Exception {
        start();
        Connection client =
                client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Connection served = accepted();
        assertThat(served.head()).contains("Expect: 100-continue");
        served.write("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

        client.write("abc");
        assertThat(served.read(3)).isEqualTo("abc");
        served.write(OK);
        assertThat(client.head()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"413 Request Entity Too Large", "417 Expectation Failed", "401 Unauthorized"})
    void refusalComesThroughBeforeTheBodyIsSent(String status) throws Exception {
        start();
        Connection client =
                client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");

        // What follows on this connection could be the body or a request: nobody may guess.
        assertThat(client.head()).startsWith("HTTP/1.1 " + status).containsIgnoringCase("connection: close");
        assertThat(client.read(2)).isEqualTo("no");
        assertThat(served.isEnded()).isTrue();
    }

    @Test
    void refusalReachesAClientThatIsStillSending() throws Exception {
        start();
        Connection client = client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\nabc");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 2\r\n\r\nno");

        assertThat(client.head()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        assertThat(client.read(2)).isEqualTo("no");
        assertThat(served.read(3)).isEqualTo("abc");
        assertThat(served.isEnded()).isTrue();
        client.write("x".repeat(1_000_000 - 3));
        assertThat(client.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100_000})
    void responseDoesNotWaitForABodyThatNovaDoesNotRead(int length) throws Exception {
        start();
        Connection client = client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 9000000\r\n\r\n");
        Connection served = accepted();
        served.head();
        client.write("x".repeat(200_000));
        served.read(1_000);
        served.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "y".repeat(length));

        assertThat(client.head()).startsWith("HTTP/1.1 200");
        assertThat(client.read(length)).hasSize(length);
    }

    @Test
    void clientThatGoesInMidUploadEndsTheCall() throws Exception {
        start();
        Connection client = client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\nabc");
        Connection served = accepted();
        served.head();
        served.read(3);

        client.close();

        assertThat(served.isEnded()).isTrue();
        Connection next = client(GET);
        Connection second = accepted();
        second.head();
        second.write(OK);
        assertThat(next.head()).startsWith("HTTP/1.1 200");
    }

    @Test
    void clientThatGoesBeforeTheResponseEndsTheCall() throws Exception {
        start();
        Connection client = client(GET);
        Connection served = accepted();
        served.head();

        client.close();

        assertThat(served.isEnded()).isTrue();
    }

    @Test
    void clientThatGoesInMidResponseEndsTheCall() throws Exception {
        start();
        Connection client = client(GET);
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
        client.head();

        client.close();

        assertThat(served.isEnded()).isTrue();
        assertThat(gateway.metrics()).contains("vitrine_passed_on_active 0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, Content-Length: 9, abc, abc",
        "HTTP/1.1, Transfer-Encoding: chunked, '3\r\nabc\r\n', '3\r\nabc\r\n'",
        "HTTP/1.0, Content-Length: 9, abc, abc",
    })
    void novaThatGoesInMidResponseLeavesItVisiblyIncomplete(
            String version, String framing, String bytes, String received) throws Exception {
        start();
        Connection client = client("GET /v2.1/x " + version + "\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + bytes);
        client.head();
        assertThat(client.read(received.length())).isEqualTo(received);

        served.close();

        assertThat(client.rest()).isEmpty();
        assertThat(gateway.metrics())
                .contains("vitrine_backend_calls_total{outcome=\"incomplete\",service=\"nova\"} 1.0");
    }

    @Test
    void incompleteResponseThatOnlyTheConnectionEndsIsReset() throws Exception {
        start();
        Connection client = client("GET /v2.1/x HTTP/1.0\r\n" + HOST + "\r\n");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.head();
        client.read(3);

        served.close();

        assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
    }

    @Test
    void requestThatComesBackIsRefused() throws Exception {
        RawPeer unused = nova;
        start("nova.api-servers=" + unused.url());
        Connection client = client(GET);
        Connection served = accepted();
        String via = served.head().replaceAll("(?is).*\r\n(via: [^\r]*)\r\n.*", "$1");
        served.write(OK);
        client.head();

        assertThat(get("/v2.1/x", via).status()).isEqualTo(508);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n",
                "Content-Length: +3\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "X: a\r\n b: c\r\n",
            })
    void requestOfUnclearFramingNeverReachesNova(String fields) throws Exception {
        start();
        String answer = RawHttp.exchange(
                gateway.port(),
                "POST /v2.1/x HTTP/1.1\r\n" + HOST + fields + "\r\nabcGET /v2.1/smuggled HTTP/1.1\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("200 OK");

        client(GET);
        assertThat(accepted().head()).startsWith("GET /v2.1/x HTTP/1.1");
    }

    /** The oldest of those that wait is refused: bodies that never come must not take all places. */
    @Test
    void bodiesThatDoNotComeTakeNotAllPlaces() throws Exception {
        start("nova.max-connections=4");
        List<Connection> slow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            slow.add(client("POST /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n1"));
            accepted().head();
        }

        for (Connection displaced : slow.subList(0, 3)) {
            assertThat(displaced.head()).startsWith("HTTP/1.1 503 ");
        }
        Connection other = client(GET);
        accepted().write(OK);
        assertThat(other.head()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void clientOfHttp10GetsNoInterimResponse() throws Exception {
        start();
        Connection client =
                client("POST /v2.1/x HTTP/1.0\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
        Connection served = accepted();
        assertThat(served.head()).doesNotContainIgnoringCase("Expect");
        served.write("HTTP/1.1 100 Continue\r\n\r\n" + OK);

        assertThat(client.head()).startsWith("HTTP/1.0 200 OK");
    }

    @Test
    void earlyResponseToAClientOfHttp10HasNoTransferCoding() throws Exception {
        start();
        Connection client = client("POST /v2.1/x HTTP/1.0\r\n" + HOST + "Content-Length: 1000\r\n\r\nabc");
        Connection served = accepted();
        served.head();
        served.write("HTTP/1.1 413 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThat(client.head()).startsWith("HTTP/1.0 413").doesNotContainIgnoringCase("transfer-encoding");
    }
}
