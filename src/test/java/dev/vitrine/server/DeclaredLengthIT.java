package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content-Length is a number of any digits (RFC 9110, 8.6): the number counts, not its spelling. */
@Tag("beside")
@ExtendWith(VertxExtension.class)
class DeclaredLengthIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String NEXT =
            "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nConnection: close\r\n\r\n";
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    private static String head(String method, String path, String type, String length) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\nAccept: " + type
                + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @ParameterizedTest(name = "{0} in {1}, {2} zeros")
    @CsvSource({
        "PUT, json, 1",
        "PUT, json, 8",
        "PUT, json, 40",
        "PUT, xml, 8",
        "PUT, xml, 40",
        "POST, json, 8",
        "POST, xml, 8"
    })
    void leadingZerosAreNoPartOfTheNumber(String method, String format, int zeros) throws Exception {
        String body = format.equals("json")
                ? "{\"metadata\": {\"zeros\": \"" + zeros + "\"}}"
                : "<metadata xmlns=\"http://docs.openstack.org/compute/api/v1.1\"><meta key=\"zeros\">" + zeros
                        + "</meta></metadata>";
        String length = "0".repeat(zeros) + body.length();

        String answers = RawHttp.exchange(
                gateway.port(), head(method, IMAGE + "/metadata", "application/" + format, length) + body + NEXT);

        assertThat(answers).startsWith("HTTP/1.1 200 ").contains("zeros");
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void noBodyMayBeWrittenWithManyZeros(String method) throws Exception {
        String answers = RawHttp.exchange(gateway.port(), head(method, IMAGE, "application/json", "0000000000") + NEXT);

        assertThat(answers).matches("(?s)HTTP/1.1 20[04] .*").doesNotContain(" 413 ");
        assertThat(answers.split("HTTP/1.1 20", -1)).hasSize(3);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "114689",
                "0000114689",
                "9999999999",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999",
                "000099999999999999999999",
                "99999999999999999999999999999999999999999999999999999999999999999999"
            })
    void aLargerNumberIsA413InTheFormatOfTheClientHoweverLarge(String length) {
        Map<String, CompletableFuture<String>> json = new LinkedHashMap<>();
        Map<String, CompletableFuture<String>> xml = new LinkedHashMap<>();
        // All at once: behind a 413 the gateway reads on for some seconds before it closes.
        for (String method : new String[] {"PUT", "POST", "GET", "DELETE"}) {
            String path = method.startsWith("P") ? IMAGE + "/metadata" : IMAGE;
            json.put(method, exchange(head(method, path, "application/json", length) + "x"));
            xml.put(method, exchange(head(method, path, "application/xml", length) + "x"));
        }

        json.forEach((method, answer) -> assertThat(answer.join())
                .as(method)
                .startsWith("HTTP/1.1 413 ")
                .containsOnlyOnce("HTTP/1.")
                .containsIgnoringCase("connection: close")
                .contains("{\"overLimit\":{\"message\":\"Request is too large.\",\"code\":413}}"));
        xml.forEach((method, answer) ->
                assertThat(answer.join()).as(method).startsWith("HTTP/1.1 413 ").contains("<overLimit code=\"413\""));
    }

    private static CompletableFuture<String> exchange(String request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return RawHttp.exchange(gateway.port(), request);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                exchange -> new Thread(exchange).start());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999999999\r\nContent-Length: 99999999999999999999",
                "99999999999999999999, 99999999999999999999",
                "99999999999999999999\r\nTransfer-Encoding: chunked",
                "99999999999999999999x",
                "-99999999999999999999",
                "+24",
                "0x18",
                "99999999999999999999\r\nHost: b"
            })
    void whatIsNoSingleNumberIsA400(String length) throws Exception {
        String answers =
                RawHttp.exchange(gateway.port(), head("PUT", IMAGE + "/metadata", "application/json", length) + NEXT);

        assertThat(answers).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.");
    }

    /** RFC 9112, 7.1: 1*HEXDIG, whose case and leading zeros do not count, with extensions; and the last one is 1*("0"). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# ~ 0",
                "000# ~ 0",
                "00000000000000000000# ~ 0",
                "# ~ 000",
                "00# ~ 00000000000000000000",
                "#;a=b ~ 0;c",
                "#;a=\"b;c\" ~ 0",
                "#;00000 ~ 0\r\nX-Trailer: 1"
            })
    void theSizeOfAChunkIsANumberToo(String sizes) throws Exception {
        String body = "{\"metadata\": {\"chunked\": \"abcdefghijk\"}}";
        String[] first = sizes.replace("#", Integer.toHexString(body.length()).toUpperCase(Locale.ROOT))
                .split(" ~ ", -1);
        String head = "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";

        for (String size : new String[] {first[0], first[0].toLowerCase(Locale.ROOT)}) {
            String answers = RawHttp.exchange(
                    gateway.port(), head + size + "\r\n" + body + "\r\n" + first[1] + "\r\n\r\n" + NEXT);

            assertThat(answers).startsWith("HTTP/1.1 200 ").contains("abcdefghijk");
            assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
        }
    }

    /** White space around a value is none of it, and a field's name has no case (RFC 9110, 5.1 and 5.5). */
    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length:#", "content-length:  #", "CONTENT-LENGTH: \t00# \t", "Content-Length: #\t"})
    void theFieldIsReadHoweverItIsWritten(String field) throws Exception {
        String body = "{\"metadata\": {\"spaces\": \"1\"}}";

        String answers = RawHttp.exchange(
                gateway.port(),
                "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n"
                        + field.replace("#", Integer.toString(body.length())) + "\r\n\r\n" + body + NEXT);

        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
    }

    @Test
    void theGreatestLengthIsAllowedHoweverItIsWritten() throws Exception {
        String body = "{\"metadata\": {\"great\": \"1\"}}";
        String spaced = body + " ".repeat(114_688 - body.length());

        for (String length : new String[] {"114688", "00000114688"}) {
            assertThat(RawHttp.exchange(
                            gateway.port(),
                            head("POST", IMAGE + "/metadata", "application/json", length) + spaced + NEXT))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(RawHttp.exchange(gateway.port(), head("PUT", IMAGE + "/metadata", "application/json", "000") + NEXT))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void zerosDoNotCountOverHttp2(Vertx vertx) throws Exception {
        TestGateway secure = TestGateway.start(vertx, Http2Client.settings());
        Http2Client client = new Http2Client();
        HttpClientConnection connection = client.connect(secure.port(), 1).get(0);
        String body = "{\"metadata\": {\"over\": \"2\"}}";

        assertThat(post(connection, "0000000000" + body.length(), body)).isEqualTo(200);
        assertThat(post(connection, "0000114689", body)).isEqualTo(413);
        client.stop();
    }

    private static int post(HttpClientConnection connection, String length, String body) throws Exception {
        return connection
                .request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setURI(IMAGE + "/metadata")
                        .putHeader("X-Auth-Token", "demo")
                        .putHeader("Content-Length", length))
                .compose(request -> request.send(body))
                .map(response -> response.statusCode())
                .await(10, TimeUnit.SECONDS);
    }

    @Test
    void theManagementListenerCountsInTheSameWay() throws Exception {
        assertThat(management("000")).isEqualTo(200);
        assertThat(management("0001")).isEqualTo(413);
        assertThat(management("99999999999999999999")).isEqualTo(413);
    }

    private static int management(String length) throws Exception {
        return RawHttp.send(
                        gateway.managementPort(),
                        "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length
                                + "\r\n\r\n")
                .status();
    }
}
