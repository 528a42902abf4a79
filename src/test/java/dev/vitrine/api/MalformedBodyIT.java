package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that make no sense, as bytes: each its 4xx, the connection goes on, Glance hears nothing, nothing is lost. */
@ExtendWith(VertxExtension.class)
class MalformedBodyIT {
    private static final String IMAGE = "/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String JSON = "application/json";
    private static final String XML = "application/xml";
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("no JSON", JSON, "{\"metadata\":", 400),
                Arguments.of("JSON with more behind it", JSON, "{\"metadata\":{}} {}", 400),
                Arguments.of("a list", JSON, "[]", 400),
                Arguments.of("deep JSON", JSON, "{\"metadata\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 400),
                Arguments.of("duplicate names", JSON, "{\"metadata\":{\"a\":\"1\",\"a\":\"2\"}}", 400),
                Arguments.of("NUL", JSON, "{\"metadata\":{\"a\":\"\\u0000\"}}", 400),
                Arguments.of("half a pair", JSON, "{\"metadata\":{\"a\":\"\\ud800\"}}", 400),
                Arguments.of("no UTF-8", JSON, "{\"metadata\":{\"a\":\"\u00ff\u00fe\"}}", 400),
                Arguments.of("overlong UTF-8", JSON, "{\"metadata\":{\"a\":\"\u00c0\u0080\"}}", 400),
                Arguments.of("nothing", JSON, "", 400),
                Arguments.of("no XML", XML, "<metadata>", 400),
                Arguments.of("another root", XML, "<nonsense/>", 400),
                Arguments.of("a DTD", XML, "<!DOCTYPE m SYSTEM \"http://127.0.0.1:1/x\"><metadata/>", 400),
                Arguments.of(
                        "an entity of a file",
                        XML,
                        "<!DOCTYPE m [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
                                + "<metadata><meta key=\"a\">&f;</meta></metadata>",
                        400),
                Arguments.of(
                        "deep XML", XML, "<metadata>" + "<a>".repeat(500) + "</a>".repeat(500) + "</metadata>", 400),
                Arguments.of("another encoding", XML, "<?xml version='1.0' encoding='UTF-16'?><metadata/>", 400),
                Arguments.of("a form", "application/x-www-form-urlencoded", "a=1", 415),
                Arguments.of("a web page", "text/html", "<p>", 415),
                Arguments.of("another charset", JSON + "; charset=latin1", "{\"metadata\":{}}", 415));
    }

    @ParameterizedTest(name = "{0} is {3}")
    @MethodSource("bodies")
    void isRefusedAndTheConnectionGoesOn(String what, String type, String body, int status) throws Exception {
        for (String method : new String[] {"POST", "PUT"}) {
            String answers = RawHttp.exchange(
                    gateway.port(),
                    request(method, "/v2" + IMAGE + "/metadata", type, body)
                            + "GET /v2" + IMAGE + "/metadata HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n"
                            + "Connection: close\r\n\r\n");

            assertThat(answers).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answers).contains("HTTP/1.1 200 OK");
            assertThat(answers)
                    .endsWith("{\"metadata\":{\"architecture\":\"x86_64\",\"auto_disk_config\":\"True\","
                            + "\"kernel_id\":\"nokernel\",\"ramdisk_id\":\"nokernel\"}}");
        }
        assertThat(gateway.glance.calls("PATCH")).isZero();
    }

    @Test
    void xmlIsNoMediaTypeOfV21() throws Exception {
        String answer = RawHttp.exchange(
                gateway.port(),
                request("PUT", "/v2.1" + IMAGE + "/metadata", XML, "<metadata/>")
                        .replace("Host", "Connection: close\r\nHost"));

        assertThat(answer).startsWith("HTTP/1.1 415 ").contains("\"Unsupported Content-Type\"");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedWhetherItSaysSoOrNot() throws Exception {
        String head = "POST /v2" + IMAGE + "/metadata HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n";
        String declared = RawHttp.exchange(gateway.port(), head + "Content-Length: 114689\r\n\r\n");
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        String counted = RawHttp.exchange(
                gateway.port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(8) + "0\r\n\r\n");

        for (String answer : new String[] {declared, counted}) {
            assertThat(answer).startsWith("HTTP/1.1 413 ");
            assertThat(answer).endsWith("{\"overLimit\":{\"message\":\"Request is too large.\",\"code\":413}}");
        }
    }

    @Test
    void whoAsksWhetherToSendABodyIsTold() throws Exception {
        String asking = "POST /v2" + IMAGE + "/metadata HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n"
                + "Expect: 100-continue\r\nConnection: close\r\nContent-Length: 15\r\n\r\n";

        String answer = RawHttp.exchange(gateway.port(), asking + "{\"metadata\":{}}");

        assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ");
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() throws Exception {
        String body = "{\"metadata\":{}}" + " ".repeat(114_688 - 15);

        String answer = RawHttp.exchange(
                gateway.port(),
                request("POST", "/v2" + IMAGE + "/metadata", JSON, body).replace("Host", "Connection: close\r\nHost"));

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    private static String request(String method, String path, String type, String body) {
        byte[] bytes = body.getBytes(ISO_8859_1);
        return method + " " + path + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\nContent-Type: " + type
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n" + new String(bytes, ISO_8859_1);
    }
}
