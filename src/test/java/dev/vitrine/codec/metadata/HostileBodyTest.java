package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malicious bodies: they are answered 400, in bounded time, without access to files or network. */
class HostileBodyTest {
    private static final int MAX_BODY = 114_688;
    private static final MetadataOutcome MALFORMED = Bodies.refused("Malformed request body");

    /** A limit for code that does not terminate, not a measure of speed. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @BeforeAll
    static void loadTheParsers() {
        Bodies.LEGACY.json(MetadataWrite.MERGE, "{\"metadata\":{\"k\":1.5}}");
        Bodies.LEGACY.xml(MetadataWrite.MERGE, "<metadata/>");
    }

    static Stream<Arguments> json() {
        return Stream.of(
                Arguments.of("depth 33", wrapped("[".repeat(31) + "]".repeat(31))),
                Arguments.of("all brackets", "[".repeat(MAX_BODY)),
                Arguments.of("all braces", "{\"a\":".repeat(MAX_BODY / 5)),
                Arguments.of("two equal keys", "{\"metadata\":{\"k\":\"1\",\"k\":\"2\"}}"),
                Arguments.of("two equal members", "{\"metadata\":{},\"metadata\":{}}"),
                Arguments.of("two equal members, one escaped", "{\"metadata\":{},\"met\\u0061data\":{}}"),
                Arguments.of("two equal names deep inside", wrapped("{\"a\":1,\"a\":2}")),
                Arguments.of("NUL in a value", wrapped("\"a\\u0000b\"")),
                Arguments.of("NUL in a key", "{\"metadata\":{\"a\\u0000b\":\"v\"}}"),
                Arguments.of("raw NUL", wrapped("\"a\0b\"")),
                Arguments.of("lone high surrogate", wrapped("\"\\ud83d\"")),
                Arguments.of("lone low surrogate", wrapped("\"\\ude00x\"")),
                Arguments.of("surrogates in the wrong order", wrapped("\"\\ude00\\ud83d\"")),
                Arguments.of("lone surrogate in a key", "{\"metadata\":{\"\\ud83d\":\"v\"}}"),
                Arguments.of("trailing bytes", "{\"metadata\":{}}x"),
                Arguments.of("second value", "{\"metadata\":{}} {}"),
                Arguments.of("byte order mark", "\uFEFF{\"metadata\":{}}"),
                Arguments.of("number of 33 digits", wrapped("1".repeat(33))),
                Arguments.of("number of 33 digits with a point", wrapped("1." + "1".repeat(32))),
                Arguments.of("huge number", wrapped("9".repeat(100_000))),
                Arguments.of("huge exponent", wrapped("1e" + "9".repeat(100_000))),
                Arguments.of("no number", wrapped("NaN")),
                Arguments.of("leading zero", wrapped("01")),
                Arguments.of("string of 64 KiB and one", wrapped("\"" + "v".repeat(65_537) + "\"")),
                Arguments.of("long name at the top", "{\"" + "n".repeat(256) + "\":1,\"metadata\":{}}"),
                Arguments.of("long name deep inside", wrapped("{\"" + "n".repeat(256) + "\":1}")),
                Arguments.of("comment", "{\"metadata\":{}/**/}"),
                Arguments.of("trailing comma", "{\"metadata\":{},}"),
                Arguments.of("single quotes", "{'metadata':{}}"),
                Arguments.of("unfinished", "{\"metadata\":{"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("json")
    void hostileJsonIsMalformedForEveryVersion(String name, String body) {
        long start = System.nanoTime();

        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, body)).isEqualTo(MALFORMED);
        assertThat(Bodies.V21.json(MetadataWrite.MERGE, body)).isEqualTo(MALFORMED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    static Stream<Arguments> xml() {
        return Stream.of(
                Arguments.of("billion laughs", laughs()),
                Arguments.of(
                        "quadratic entity", dtd("<!ENTITY a \"" + "a".repeat(50_000) + "\">", "&a;".repeat(20_000))),
                Arguments.of("bare DOCTYPE", "<!DOCTYPE metadata><metadata/>"),
                Arguments.of("file entity", dtd("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;")),
                Arguments.of("parameter entity", dtd("<!ENTITY % a SYSTEM \"file:///etc/passwd\"> %a;", "")),
                Arguments.of("default attribute", dtd("<!ATTLIST meta key CDATA \"k\">", "")),
                Arguments.of("unknown entity", "<metadata><meta key=\"k\">&a;</meta></metadata>"),
                Arguments.of("unknown entity in an attribute", "<metadata><meta key=\"&a;\">v</meta></metadata>"),
                Arguments.of("depth 17", "<metadata>" + "<a>".repeat(16) + "</a>".repeat(16) + "</metadata>"),
                Arguments.of("all tags", "<a>".repeat(MAX_BODY / 3)),
                Arguments.of("33 attributes", "<metadata" + attributes(33) + "/>"),
                Arguments.of("10000 attributes", "<metadata" + attributes(10_000) + "/>"),
                Arguments.of("33 attributes deep inside", "<metadata><x><y" + attributes(33) + "/></x></metadata>"),
                Arguments.of("33 namespaces", "<metadata" + namespaces(33) + "/>"),
                Arguments.of("5000 namespaces", "<metadata" + namespaces(5000) + "/>"),
                Arguments.of("equal attributes", "<metadata><meta key=\"a\" key=\"b\"/></metadata>"),
                Arguments.of("unbound prefix", "<x:metadata/>"),
                Arguments.of("NUL reference", "<metadata><meta key=\"k\">&#0;</meta></metadata>"),
                Arguments.of("surrogate reference", "<metadata><meta key=\"k\">&#xD83D;</meta></metadata>"),
                Arguments.of("raw control character", "<metadata><meta key=\"k\">\u0001</meta></metadata>"),
                Arguments.of("UTF-16 declared", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><metadata/>"),
                Arguments.of("Latin-1 declared", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><metadata/>"),
                Arguments.of("nearly UTF-8 declared", "<?xml version=\"1.0\" encoding=\"utf-80\"?><metadata/>"),
                Arguments.of("UTF-16LE declared", "<?xml version=\"1.0\" encoding='UTF-16LE'?><metadata/>"),
                Arguments.of("Windows-1252 declared", "<?xml version=\"1.0\" encoding='windows-1252'?><metadata/>"),
                Arguments.of("unknown encoding declared", "<?xml version=\"1.0\" encoding=\"x-none\"?><metadata/>"),
                Arguments.of("XML 1.1", "<?xml version=\"1.1\"?><metadata><meta key=\"k\">&#1;</meta></metadata>"),
                Arguments.of("text behind", "<metadata/>x"),
                Arguments.of("second root", "<metadata/><metadata/>"),
                Arguments.of("text before", "x<metadata/>"),
                Arguments.of("blank before the declaration", " <?xml version=\"1.0\"?><metadata/>"),
                Arguments.of("unfinished", "<metadata><meta key=\"k\">v"),
                Arguments.of("crossed", "<metadata><meta key=\"k\"></metadata></meta>"),
                Arguments.of("JSON", "{\"metadata\":{}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("xml")
    void hostileXmlIsMalformed(String name, String body) {
        long start = System.nanoTime();

        assertThat(Bodies.LEGACY.xml(MetadataWrite.REPLACE, body)).isEqualTo(MALFORMED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    static Stream<Arguments> bytes() {
        return Stream.of(
                Arguments.of("overlong slash", "\u00C0\u00AF"),
                Arguments.of("overlong NUL", "\u00C0\u0080"),
                Arguments.of("overlong in three", "\u00E0\u0080\u00AF"),
                Arguments.of("encoded surrogate", "\u00ED\u00A0\u00BD"),
                Arguments.of("beyond Unicode", "\u00F4\u0090\u0080\u0080"),
                Arguments.of("Latin-1", "\u00E9"),
                Arguments.of("lone continuation", "\u0080"),
                Arguments.of("cut short", "\u00E2\u0082"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bytes")
    void invalidUtf8IsMalformed(String name, String raw) {
        byte[] json = wrapped("\"" + raw + "\"").getBytes(ISO_8859_1);
        byte[] xml = ("<metadata><meta key=\"k\">" + raw + "</meta></metadata>").getBytes(ISO_8859_1);

        assertThat(MetadataBody.read(MetadataWrite.MERGE, null, json, false)).isEqualTo(MALFORMED);
        assertThat(MetadataBody.read(MetadataWrite.MERGE, null, json, true)).isEqualTo(MALFORMED);
        assertThat(MetadataBody.read(MetadataWrite.MERGE, "application/xml", xml, true))
                .isEqualTo(MALFORMED);
    }

    @Test
    void utf16IsNotGuessed() {
        byte[] json = "{\"metadata\":{}}".getBytes(UTF_16LE);
        byte[] xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><metadata/>".getBytes(UTF_16);

        assertThat(MetadataBody.read(MetadataWrite.REPLACE, null, json, false)).isEqualTo(MALFORMED);
        assertThat(MetadataBody.read(MetadataWrite.REPLACE, "application/xml", xml, true))
                .isEqualTo(MALFORMED);
    }

    @Test
    void byteOrderMarkIsAcceptedInXml() {
        assertThat(Bodies.LEGACY.xml(
                        MetadataWrite.REPLACE, "\uFEFF<?xml version='1.0' encoding='utf-8'?>\n<metadata/>\n"))
                .isEqualTo(Bodies.values(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-8",
                "utf8",
                "UTF8",
                "us-ascii",
                "US-ASCII",
                "ASCII",
                "Utf-8",
                "u.t.f-008",
                "UTF-08",
                "ISO646-US",
                "csASCII",
                "cp367",
                "IBM367",
                "unicode-1-1-utf-8"
            })
    void encodingIsJudgedByWhatItMeans(String encoding) {
        assertThat(Bodies.LEGACY.xml(
                        MetadataWrite.REPLACE, "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?><metadata/>"))
                .isEqualTo(Bodies.values(Map.of()));
    }

    @Test
    void bodyAtTheLimitsIsAccepted() {
        String text = "v".repeat(65_536);

        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, wrapped("\"" + text + "\"")))
                .isEqualTo(Bodies.values(Map.of("k", text)));
        assertThat(Bodies.V21.json(MetadataWrite.MERGE, wrapped("[".repeat(30) + "]".repeat(30))))
                .isNotEqualTo(MALFORMED);
        assertThat(Bodies.LEGACY.xml(
                        MetadataWrite.MERGE,
                        "<metadata" + attributes(32) + ">" + "<a>".repeat(15) + "</a>".repeat(15) + "</metadata>"))
                .isEqualTo(Bodies.values(Map.of()));
    }

    @Test
    void aKeyAsLongAsTheBodyHasItsOwnMessage() {
        String body = "{\"metadata\":{\"" + "k".repeat(110_000) + "\":\"v\"}}";

        assertThat(Bodies.LEGACY.json(MetadataWrite.MERGE, body))
                .isEqualTo(Bodies.refused("Image metadata key too long"));
    }

    @Test
    void bodyFullOfTheMostExpensiveNumbersIsReadInBoundedTime() {
        String floats = "[" + "1e-310,".repeat(16_000) + "1]";
        long start = System.nanoTime();

        assertThat(Bodies.V21.json(MetadataWrite.MERGE, wrapped(floats))).isNotEqualTo(MALFORMED);
        assertThat(Bodies.LEGACY.xml(
                        MetadataWrite.MERGE, "<metadata>" + "<meta key='k'/>".repeat(7_000) + "</metadata>"))
                .isEqualTo(Bodies.values(Map.of("k", "")));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON.multipliedBy(10));
    }

    @ParameterizedTest
    @CsvSource({"<!DOCTYPE metadata SYSTEM '%s'>", "<!DOCTYPE metadata [<!ENTITY a SYSTEM '%s'>]>"})
    void noUrlIsRequested(String doctype) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(50);
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/x.dtd";

            assertThat(Bodies.LEGACY.xml(
                            MetadataWrite.REPLACE, doctype.formatted(address) + "<metadata>&a;</metadata>"))
                    .isEqualTo(MALFORMED);
            assertThat(catchThrowable(server::accept)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void noFileIsRead(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
        String body = dtd("<!ENTITY a SYSTEM \"" + secret.toUri() + "\">", "&a;");

        assertThat(Bodies.LEGACY.xml(MetadataWrite.REPLACE, body)).isEqualTo(MALFORMED);
    }

    /** The result for a damaged body is a value, never an exception. */
    @Test
    void damagedBodiesGiveAValue() {
        long seed = 20150501;
        Random random = new Random(seed);
        byte[] json = "{\"metadata\":{\"k\\u00e9\":\"v\",\"j\":[1.5e3,{\"a\":null}]}}".getBytes(UTF_8);
        byte[] xml =
                "<?xml version='1.0'?><!-- c --><metadata xmlns:a=\"u\"><meta key=\"k\">&lt;<![CDATA[x]]></meta></metadata>"
                        .getBytes(UTF_8);
        for (int i = 0; i < 1500; i++) {
            assertThat(MetadataBody.read(MetadataWrite.MERGE, null, damaged(json, random), i % 2 == 0))
                    .as("seed %d, round %d", seed, i)
                    .isNotNull();
            assertThat(MetadataBody.read(MetadataWrite.MERGE, "application/xml", damaged(xml, random), true))
                    .as("seed %d, round %d", seed, i)
                    .isNotNull();
        }
    }

    private static byte[] damaged(byte[] body, Random random) {
        byte[] copy = Arrays.copyOf(body, random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length);
        byte[] odd = "<>&;!['\"{}:,/\0?#x\u00e9".getBytes(UTF_8);
        for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = odd[random.nextInt(odd.length)];
        }
        return copy;
    }

    private static String wrapped(String value) {
        return "{\"metadata\":{\"k\":" + value + "}}";
    }

    private static String dtd(String subset, String content) {
        return "<!DOCTYPE metadata [" + subset + "]><metadata><meta key=\"k\">" + content + "</meta></metadata>";
    }

    private static String laughs() {
        StringBuilder subset = new StringBuilder("<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 10; i++) {
            subset.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return dtd(subset.toString(), "&l9;");
    }

    private static String attributes(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(" a").append(i).append("=\"\"");
        }
        return out.toString();
    }

    private static String namespaces(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(" xmlns:a").append(i).append("=\"u\"");
        }
        return out.toString();
    }
}
