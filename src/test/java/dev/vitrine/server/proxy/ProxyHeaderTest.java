package dev.vitrine.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Authority;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static ProxyHeader read(byte[] bytes) {
        return ProxyHeader.read(ByteBuffer.wrap(bytes));
    }

    private static byte[] text(String line) {
        return line.replace("$", "\r\n").getBytes(ISO_8859_1);
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex);
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443$, 203.0.113.7",
        "PROXY TCP4 203.0.113.7 192.0.2.1 0 65535$GET /, 203.0.113.7",
        "PROXY TCP6 2001:db8::7 ::1 56324 443$, 2001:db8::7",
        "PROXY UNKNOWN$, ",
        "PROXY UNKNOWN ffff::1 ffff::2 1 2$, "
    })
    void readsVersion1(String line, String source) {
        assertThat(read(text(line)))
                .isEqualTo(new ProxyHeader.Complete(
                        line.indexOf('$') + 2, source == null ? null : Authority.address(source)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1$",
                "proxy TCP4 203.0.113.7 192.0.2.1 1 2$",
                "PROXY$",
                "PROXY $",
                "PROXY TCP4$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 1$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 1 2 3$",
                "PROXY TCP4  203.0.113.7 192.0.2.1 1 2$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 1 65536$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 01 2$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 -1 2$",
                "PROXY TCP4 203.0.113.7 localhost 1 2$",
                "PROXY TCP4 ::1 ::1 1 2$",
                "PROXY TCP6 203.0.113.7 192.0.2.1 1 2$",
                "PROXY UDP4 203.0.113.7 192.0.2.1 1 2$",
                "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\nGET / HTTP/1.1$",
                "PROXY TCP4 203.0.113.999 192.0.2.1 1 2$",
                "\r\n\r\nQUIT",
                "\0"
            })
    void anyOtherTextIsMalformed(String line) {
        assertThat(read(text(line))).isEqualTo(new ProxyHeader.Malformed());
    }

    @Test
    void aLineOfVersion1Has107BytesAtMost() {
        String line = "PROXY UNKNOWN " + "x".repeat(91);

        assertThat(read(text(line + "$"))).isEqualTo(new ProxyHeader.Complete(107, null));
        assertThat(read(text(line + "x$"))).isEqualTo(new ProxyHeader.Malformed());
        assertThat(read(text(line + "x"))).isEqualTo(new ProxyHeader.Incomplete());
        assertThat(read(text(line + "xx"))).isEqualTo(new ProxyHeader.Malformed());
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c cb007107 c0000201 dc04 01bb, 203.0.113.7",
        "2111000f cb007107 c0000201 dc04 01bb 030000, 203.0.113.7",
        "21210024 20010db8000000000000000000000007 00000000000000000000000000000001 dc04 01bb, 2001:db8::7",
        "20000000, ",
        "2011000c cb007107 c0000201 dc04 01bb, ",
        "20ff0003 000000, ",
        "21000000, ",
        "21310001 00, "
    })
    void readsVersion2(String hex, String source) {
        byte[] header = binary(hex.replace(" ", ""));

        assertThat(read(header))
                .isEqualTo(new ProxyHeader.Complete(header.length, source == null ? null : Authority.address(source)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000ccb007107c0000201dc0401bb",
                "2211000ccb007107c0000201dc0401bb",
                "2112000ccb007107c0000201dc0401bb",
                "2141000ccb007107c0000201dc0401bb",
                "2111000bcb007107c0000201dc0401",
                "2121000ccb007107c0000201dc0401bb",
                "211107f1",
                "2011ffff"
            })
    void anyOtherBinaryHeaderIsMalformed(String hex) {
        assertThat(read(binary(hex))).isEqualTo(new ProxyHeader.Malformed());
    }

    @Test
    void everyBeginningOfAHeaderIsIncomplete() {
        for (byte[] header : new byte[][] {
            text("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443$"), binary("2111000ccb007107c0000201dc0401bb")
        }) {
            for (int length = 0; length < header.length; length++) {
                assertThat(ProxyHeader.read(ByteBuffer.wrap(header, 0, length)))
                        .isEqualTo(new ProxyHeader.Incomplete());
            }
        }
    }
}
