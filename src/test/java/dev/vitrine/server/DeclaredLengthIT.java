package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content-Length is a number of any digits (RFC 9110, 8.6): the number counts, not its spelling. */
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
    void aLargerNumberIsA413InTheFormatOfTheClientHoweverLarge(String length) throws Exception {
        for (String method : new String[] {"PUT", "POST", "GET", "DELETE"}) {
            String path = method.startsWith("P") ? IMAGE + "/metadata" : IMAGE;
            String json = RawHttp.exchange(gateway.port(), head(method, path, "application/json", length) + "x");
            String xml = RawHttp.exchange(gateway.port(), head(method, path, "application/xml", length) + "x");

            assertThat(json)
                    .startsWith("HTTP/1.1 413 ")
                    .containsOnlyOnce("HTTP/1.")
                    .containsIgnoringCase("connection: close")
                    .contains("{\"overLimit\":{\"message\":\"Request is too large.\",\"code\":413}}");
            assertThat(xml).startsWith("HTTP/1.1 413 ").contains("<overLimit code=\"413\"");
        }
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
