package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    private static final MetadataOutcome UNSUPPORTED =
            new MetadataOutcome.Refused(Fault.of(415, "Unsupported Content-Type"), true);
    private static final MetadataOutcome ONE_ITEM = Bodies.values(Map.of("k", "v"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/vnd.openstack.compute+json",
                "application/json; charset=UTF-8",
                "application/json ;charset=\"utf-8\";version=2",
                "text/plain",
                "text/plain; Charset=utf-8",
                "",
                "; charset=utf-8",
                "application/json; charset=utf8",
                "application/json;CHARSET=UTF8",
                "application/json; charset=\"UTF8\"",
                "application/json; charset=\"utf\\-8\"",
                "application/json; charset='utf-8'",
                "application/json; charset=utf_8",
                "application/json; charset = utf-8",
                "application/json;\tcharset=csUTF8",
                "application/json; charset=us-ascii",
                "application/json; charset=ASCII",
                "application/json; charset=ANSI_X3.4-1968",
                "application/json; charset=utf-8; charset=utf8",
                "application/vnd.openstack.compute+json; charset=utf8",
                "text/plain;charset=utf8",
                "application/json;",
                "application/json;;charset=utf8;",
                "application/json; charset",
                "application/json; profile=\"a;charset=latin1\"",
                "application/json; profile=\"a\\\";charset=latin1\"; charset=utf-8",
                "application/json; x-charset=latin1",
                "application/json; charset=u.t.f-008",
                "application/json; charset=UTF-08",
                "application/json; charset=unicode-1-1-utf-8",
                "application/json; charset=x-unicode20utf8",
                "application/json; charset=ISO_646.irv:1991",
                "application/json; charset=iso-ir-6",
                "application/json; charset=ISO646-US",
                "application/json; charset=\"cp367\"",
                "application/json; charset=us",
                "application/json; charset=\"\\U\\T\\F\\-\\8\"",
                "application/json;profile=\"\\\"\";charset=Utf8",
                "application/json ; charset*=latin1''x",
                "text/plain; format=flowed; charset=us-ascii"
            })
    void jsonIsReadByEveryVersion(String type) {
        assertThat(read(type, "{\"metadata\":{\"k\":\"v\"}}", true)).isEqualTo(ONE_ITEM);
        assertThat(read(type, "{\"metadata\":{\"k\":\"v\"}}", false)).isEqualTo(ONE_ITEM);
    }

    @Test
    void absentTypeIsReadAsJson() {
        assertThat(read(null, "{\"metadata\":{\"k\":\"v\"}}", false)).isEqualTo(ONE_ITEM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "application/vnd.openstack.compute+xml",
                "application/xml;charset=utf-8",
                "application/xml;charset=utf8",
                "application/vnd.openstack.compute+xml; charset=\"utf8\"",
                "application/xml; charset=US-ASCII",
                "application/xml; charset=u.t.f-008",
                "application/xml; charset=\"ISO646-US\"",
                "application/vnd.openstack.compute+xml;charset=csASCII"
            })
    void xmlIsReadByTheLegacyVersionsOnly(String type) {
        assertThat(read(type, "<metadata><meta key='k'>v</meta></metadata>", true))
                .isEqualTo(ONE_ITEM);
        assertThat(read(type, "<metadata><meta key='k'>v</meta></metadata>", false))
                .isEqualTo(UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/xml",
                "application/x-www-form-urlencoded",
                "APPLICATION/JSON",
                "application/json, text/plain",
                "json",
                "application/json; charset=UTF-16",
                "application/json; charset=latin1",
                "text/plain; charset=",
                "application/xml; charset=iso-8859-1",
                "application/json; charset = latin1",
                "application/json; charset=\"utf-16\"",
                "application/json; charset=utf-8; charset=latin1",
                "application/json; profile=\"a;\"; charset=latin1",
                "application/json; charset=utf8mb4",
                "application/json; charset=utf-7",
                "application/json; charset=ut8",
                "application/json; charset=utf-80",
                "application/json; charset=utf-88",
                "application/json; charset=utf-16le",
                "application/json; charset=utf-32",
                "application/json; charset=windows-1252",
                "application/json; charset=\"iso-8859-15\"",
                "application/json; charset=EBCDIC-US",
                "application/json; charset=GB18030",
                "application/json; charset=latin1; charset=utf-8",
                "text/plain; CHARSET = \"utf-16\""
            })
    void anythingElseIsUnsupportedWhateverTheBody(String type) {
        assertThat(read(type, "", true)).isEqualTo(UNSUPPORTED);
        assertThat(read(type, "no JSON", false)).isEqualTo(UNSUPPORTED);
    }

    private static MetadataOutcome read(String type, String body, boolean legacy) {
        return MetadataBody.read(MetadataWrite.MERGE, type, body.getBytes(UTF_8), legacy);
    }
}
