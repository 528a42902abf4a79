package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that some take for one and others for two: each is refused, the connection ends, and whatever stands behind it
 * is never looked at. Behind each stands a request that would be seen in Glance.
 */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class RequestSmugglingIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String BEHIND = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";
    private static final String LAST = BEHIND.replace("Host", "Connection: close\r\nHost");
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
    }

    /** Line ends are written ~, other characters as Java has them. */
    private static String exchange(String head) throws Exception {
        String bytes = head.replace("~", "\r\n")
                .replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\v", "\u000B")
                .replace("\\xA0", "\u00A0")
                .replace("\\s", " ");
        return RawHttp.exchange(gateway.port(), bytes + LAST);
    }

    /** The same, of which Glance must see nothing. */
    private static String unseen(String head) throws Exception {
        int before = gateway.glance.asked().size();
        String answers = exchange(head);
        assertThat(gateway.glance.asked()).hasSize(before);
        return answers;
    }

    @Test
    void whatStandsBehindAGoodRequestIsAnswered() throws Exception {
        String answers = exchange("POST /v2 HTTP/1.1~Host: a~Content-Length: 3~~abc")
                + exchange("POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3;a=b~abc~0~X: y~~")
                + exchange("GET http://a/v2 HTTP/1.1~Host: a~~" + "GET /v2 HTTP/1.1~Host: a~~")
                + exchange("GET http://b/v2 HTTP/1.1~Host: a~~" + "GET http://a:1/v2 HTTP/1.1~Host: a~~");

        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(11);
        assertThat(answers).doesNotContain("HTTP/1.1 400").contains("HTTP/1.1 200 OK");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Two lengths.
                "both lengths              | POST /v2 HTTP/1.1~Host: a~Content-Length: 0~Transfer-Encoding: chunked~~0~~",
                "both, the other way       | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 5~~0~~",
                "two equal lengths         | POST /v2 HTTP/1.1~Host: a~Content-Length: 0~Content-Length: 0~~",
                "two unequal lengths       | POST /v2 HTTP/1.1~Host: a~Content-Length: 0~Content-Length: 9~~",
                "a list of lengths         | POST /v2 HTTP/1.1~Host: a~Content-Length: 0, 0~~",
                "a list of other lengths   | POST /v2 HTTP/1.1~Host: a~Content-Length: 0, 9~~",
                "a signed length           | POST /v2 HTTP/1.1~Host: a~Content-Length: +0~~",
                "a negative length         | POST /v2 HTTP/1.1~Host: a~Content-Length: -1~~",
                "a length in hexadecimal   | POST /v2 HTTP/1.1~Host: a~Content-Length: 0x0~~",
                "a length and a letter     | POST /v2 HTTP/1.1~Host: a~Content-Length: 0a~~",
                "a length with a blank     | POST /v2 HTTP/1.1~Host: a~Content-Length: 0 0~~",
                "no length in the header   | POST /v2 HTTP/1.1~Host: a~Content-Length:~~",
                // Spellings of the coding.
                "another coding            | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: gzip~~0~~",
                "no coding                 | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: identity~~",
                "an empty coding           | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding:~~0~~",
                "another coding last       | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked, identity~~0~~",
                "nearly chunked            | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~0~~",
                "chunked and nearly so     | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked, xchunked~~0~~",
                "chunked twice             | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked, chunked~~0~~",
                "chunked in two headers    | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "chunked, then another     | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: cow~~0~~",
                "chunked with a parameter  | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked;q=1~~0~~",
                "chunked in quotes         | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: \"chunked\"~~0~~",
                "chunked behind a tab      | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: \\vchunked~~0~~",
                "chunked in another space  | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: \\xA0chunked~~0~~",
                "nothing before chunked    | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: , chunked~~0~~",
                "nothing behind chunked    | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked,~~0~~",
                "a blank in another coding | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: g zip, chunked~~0~~",
                "quotes around another     | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: \"gzip\", chunked~~0~~",
                "another and a length      | POST /v2 HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: gzip, chunked~~0~~",
                "another in HTTP/1.0       | POST /v2 HTTP/1.0~Host: a~Transfer-Encoding: gzip, chunked~~0~~",
                "chunked around another    | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked, gzip, chunked~~0~~",
                "chunked with a parameter, then chunked | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding: chunked;q=1, chunked~~0~~",
                "chunked in HTTP/1.0       | POST /v2 HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~",
                // Headers.
                "space before the colon    | POST /v2 HTTP/1.1~Host: a~Content-Length : 0~~",
                "tab before the colon      | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding\\t: chunked~~0~~",
                "space before a name       | POST /v2 HTTP/1.1~ Host: a~~",
                "a name that is none       | POST /v2 HTTP/1.1~Host: a~: b~~",
                "no colon                  | POST /v2 HTTP/1.1~Host: a~Content-Length~~",
                "a folded header           | POST /v2 HTTP/1.1~Host: a~X: b~ Content-Length: 3~~",
                "a folded header by tab    | POST /v2 HTTP/1.1~Host: a~X: b~\\tContent-Length: 3~~",
                "a folded coding           | POST /v2 HTTP/1.1~Host: a~Transfer-Encoding:~ chunked~~0~~",
                "a folded end              | POST /v2 HTTP/1.1~Host: a~X: b~ ~~",
                "NUL in a value            | POST /v2 HTTP/1.1~Host: a~X: b\\0c~~",
                "NUL in a name             | POST /v2 HTTP/1.1~Host: a~X\\0: b~~",
                "a lone CR in a value      | POST /v2 HTTP/1.1~Host: a~X: b\\rContent-Length: 3~~",
                "a lone LF behind a value  | POST /v2 HTTP/1.1~Host: a~X: b\\nContent-Length: 3~~",
                "a lone LF at the end      | POST /v2 HTTP/1.1~Host: a\\n\\n",
                // Request lines.
                "two spaces                | GET  /v2 HTTP/1.1~Host: a~~",
                "two spaces behind         | GET /v2  HTTP/1.1~Host: a~~",
                "a space before all        | \\sGET /v2 HTTP/1.1~Host: a~~",
                "a space behind all        | GET /v2 HTTP/1.1 ~Host: a~~",
                "a tab                     | GET\\t/v2\\tHTTP/1.1~Host: a~~",
                "a lone CR                 | GET\\r/v2\\rHTTP/1.1~Host: a~~",
                "a lone CR in the target   | GET /v2\\r HTTP/1.1~Host: a~~",
                "a lone LF                 | GET /v2 HTTP/1.1\\nHost: a~~",
                "NUL in the target         | GET /v2\\0 HTTP/1.1~Host: a~~",
                "a blank in the target     | GET /v2 /v2 HTTP/1.1~Host: a~~",
                "no version                | GET /v2~Host: a~~",
                "a method alone            | GET~Host: a~~",
                "a version that is none    | GET /v2 HTTP/1.1.1~Host: a~~",
                "a version of nothing      | GET /v2 HTTP/~Host: a~~",
                "another protocol          | GET /v2 ICY/1.1~Host: a~~",
                "a method that is none     | G{}T /v2 HTTP/1.1~Host: a~~",
                // Whom it is for.
                "two hosts                 | GET /v2 HTTP/1.1~Host: a~Host: b~~",
                "the same host twice       | GET /v2 HTTP/1.1~Host: a~Host: a~~",
                "no host                   | GET /v2 HTTP/1.1~X: b~~",
                "a user in the target      | GET http://u@a/v2 HTTP/1.1~Host: a~~",
                "a target without a host   | GET v2 HTTP/1.1~Host: a~~",
                "a tunnel                  | CONNECT a:443 HTTP/1.1~Host: a:443~~",
                "a tunnel to a path        | CONNECT /v2 HTTP/1.1~Host: a~~",
            })
    void isRefusedAndNothingBehindItIsRead(String what, String head) throws Exception {
        String answers = unseen(head);

        assertThat(answers).matches("(?s)HTTP/1\\.[01] 400 .*").containsOnlyOnce("HTTP/1.");
        assertThat(answers).contains("\"code\":400");
    }

    /** The framing is known, the coding is not (RFC 9112, 6.1): the response has the client's format, whatever is asked for. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "one before              | Transfer-Encoding: gzip, chunked",
                "no blank between        | Transfer-Encoding: gzip,chunked",
                "blanks around           | Transfer-Encoding: \\s gzip , chunked \\s",
                "other case              | tRANSFER-eNCODING: GZIP, Chunked",
                "an old alias            | Transfer-Encoding: x-gzip, chunked",
                "no coding at all        | Transfer-Encoding: identity, chunked",
                "an unknown coding       | Transfer-Encoding: cow, chunked",
                "nearly chunked          | Transfer-Encoding: xchunked, chunked",
                "two before              | Transfer-Encoding: deflate, gzip, chunked",
                "a parameter             | Transfer-Encoding: gzip;q=1, chunked",
                "a parameter in quotes   | Transfer-Encoding: gzip ; a=\"b\", chunked",
                "two headers             | Transfer-Encoding: gzip~Transfer-Encoding: chunked",
                "three headers           | Transfer-Encoding: br~X: y~Transfer-Encoding: gzip~Transfer-Encoding: CHUNKED",
            })
    void anotherCodingBeforeChunkedIsNotImplementedAndNothingBehindItIsRead(String what, String header)
            throws Exception {
        gateway.get("demo", IMAGE);
        for (String request : List.of("GET " + IMAGE, "PUT " + IMAGE + "/metadata/k", "DELETE " + IMAGE, "POST /x")) {
            String xml = unseen(
                    request + " HTTP/1.1~Host: a~X-Auth-Token: demo~Accept: application/xml~" + header + "~~3~abc~0~~");
            String json = unseen(request + " HTTP/1.1~Host: a~" + header + "~~3~abc~0~~");

            assertThat(xml)
                    .startsWith("HTTP/1.1 501 ")
                    .containsOnlyOnce("HTTP/1.")
                    .contains("<notImplemented ");
            assertThat(json).startsWith("HTTP/1.1 501 ").containsOnlyOnce("HTTP/1.");
            assertThat(json).contains("{\"notImplemented\":{").containsIgnoringCase("connection: close");
        }
    }

    /** The head was good, so there was an answer, or there would have been; what follows is not looked at. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no size            | ~abc~0~~",
                "a signed size      | +3~abc~0~~",
                "a negative size    | -1~abc~0~~",
                "a size of 0x       | 0x3~abc~0~~",
                "a size beyond all  | fffffffffffffffff~abc~0~~",
                "a blank before     | \\s3~abc~0~~",
                "no end of a chunk  | 3~abcde~0~~",
                "a lone LF          | 3\\nabc~0~~",
                "a lone CR          | 3\\rabc~0~~",
                "a LF in what follows the size | 3;a\\nb~abc~0~~",
                "a lone LF behind   | 3~abc\\n0~~",
            })
    void aBrokenChunkEndsTheConnection(String what, String body) throws Exception {
        String answers = unseen("POST " + IMAGE + "/metadata HTTP/1.1~Host: a~X-Auth-Token: demo~"
                + "Content-Type: application/json~Transfer-Encoding: chunked~~" + body);

        assertThat(answers.split("HTTP/1.1 ", -1)).hasSizeLessThanOrEqualTo(2);
        assertThat(answers).doesNotContain(" 200 ");
    }

    @ParameterizedTest
    @CsvSource({"websocket, Upgrade", "h2c, 'Upgrade, HTTP2-Settings'", "TLS/1.0, Upgrade"})
    void anotherProtocolIsNeverSpoken(String protocol, String connection) throws Exception {
        String answers = RawHttp.exchange(
                gateway.port(),
                "GET /v2 HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\nUpgrade: " + protocol
                        + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + LAST);

        assertThat(answers).startsWith("HTTP/1.1 200 ").doesNotContain(" 101 ");
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
    }

    @Test
    void http2IsNotSpokenWithoutTls() throws Exception {
        assertThat(RawHttp.exchange(gateway.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .matches("(?s)HTTP/1\\.[01] 400 .*")
                .containsOnlyOnce("HTTP/");
    }
}
