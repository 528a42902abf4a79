package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.testing.Samples;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRecordParserTest {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";

    @Test
    void recordIsReadWhole() {
        Image image = Records.imageWith("'name':'n','visibility':'shared','min_ram':512,'min_disk':20,"
                + "'size':9007199254740993,'created_at':'2015-05-01T10:00:00Z','updated_at':'2015-05-02T11:30:05Z',"
                + "'b':'1','a':'2'");

        assertThat(image.id()).isEqualTo(ID);
        assertThat(image.name()).isEqualTo("n");
        assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(image.visibility()).isEqualTo(Visibility.SHARED);
        assertThat(image.minRam()).isEqualTo(512);
        assertThat(image.minDisk()).isEqualTo(20);
        assertThat(image.size()).isEqualTo(9_007_199_254_740_993L);
        assertThat(image.created()).isEqualTo("2015-05-01T10:00:00Z");
        assertThat(image.updated()).isEqualTo("2015-05-02T11:30:05Z");
        assertThat(image.metadata()).extracting(Property::key).containsExactly("b", "a");
    }

    @Test
    void whatIsMissingOrNullIsNothing() {
        Image image = Records.imageWith("'name':null,'min_ram':null,'size':null,'created_at':null");

        assertThat(image.name()).isNull();
        assertThat(image.created()).isNull();
        assertThat(image.updated()).isNull();
        assertThat(image.minRam() + image.minDisk() + image.size()).isZero();
        assertThat(image.metadata()).isEmpty();
        assertThat(image.visibility()).isEqualTo(Visibility.PRIVATE);
    }

    @Test
    void glancesOwnAttributesAreNoMetadata() {
        Image image = Records.image(Samples.bytes("10-base-vs-custom-glance.json"));

        assertThat(image.metadata())
                .extracting(Property::key)
                .containsExactly(
                        "os_glance_importing_to_stores",
                        "os_glance_failed_import",
                        "owner_specified.openstack.md5",
                        "owner_specified.openstack.object",
                        "os_distro",
                        "hw_disk_bus");
    }

    @Test
    void namesInTheSettingsAreNoMetadataEither() throws MalformedRecordException {
        byte[] record = (Records.LEAST + ",\"site\":{\"a\":[1]},\"kept\":\"x\"}").getBytes(UTF_8);

        Image image = ImageRecordParser.parse(new ByteArrayInputStream(record), Set.of("site"));

        assertThat(image.metadata()).extracting(Property::key).containsExactly("kept");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "no JSON               | <html>                         | no JSON, at character",
                "a bare word           | oops                           | no JSON, at character",
                "nothing               | ``                             | no JSON object",
                "a list                | [*]                            | no JSON object",
                "a text                | 'x'                            | no JSON object",
                "null                  | null                           | no JSON object",
                "bytes behind          | * x                            | no JSON, at character",
                "a value behind        | * 1                            | more behind the record",
                "a record behind       | **                             | more behind the record",
                "a brace too many      | *}                             | no JSON, at character",
                "cut off in a name     | {'id':'x','sta                 | no JSON, at character",
                "cut off behind a comma| {'id':'x','status':'active',   | no JSON, at character",
                "cut off in a property | {'id':'x','status':'a','p':[1  | no JSON, at character",
                "no id                 | {'status':'active'}            | no id",
                "nothing in it         | {}                             | no id",
                "id null               | {'id':null,'status':'active'}  | id is no text",
                "id a number           | {'id':1,'status':'active'}     | id is no text",
                "status a list         | {'id':'x','status':['active']} | status is no text",
                "name an object        | {'id':'x','name':{}}           | name is no text",
                "size a word           | {'id':'x','size':'large'}      | size is no whole number",
                "size with a unit      | {'id':'x','size':'5M'}         | size is no whole number",
                "size hexadecimal      | {'id':'x','size':'0x5'}        | size is no whole number",
                "a fraction in a text  | {'id':'x','size':'5.0'}        | size is no whole number",
                "a blank               | {'id':'x','size':' '}          | size is no whole number",
                "a sign                | {'id':'x','size':'-'}          | size is no whole number",
                "two signs             | {'id':'x','size':'--5'}        | size is no whole number",
                "a space in a number   | {'id':'x','size':'- 5'}        | size is no whole number",
                "an underscore first   | {'id':'x','size':'_5'}         | size is no whole number",
                "two underscores       | {'id':'x','size':'5__5'}       | size is no whole number",
                "an underscore last    | {'id':'x','size':'5_'}         | size is no whole number",
                "size a list           | {'id':'x','size':[5]}          | size is no whole number",
                "size an object        | {'id':'x','size':{'a':1}}      | size is no whole number",
                "size a list of a list | {'id':'x','size':[[]]}         | size is no whole number",
                "size beyond a long    | {'id':'x','size':9223372036854775808} | size is out of range",
                "size far beyond       | {'id':'x','size':1e400}        | size is out of range",
                "a fraction beyond     | {'id':'x','size':9.3e18}       | size is out of range",
                "a text beyond         | {'id':'x','min_ram':'9223372036854775808'} | min_ram is out of range",
                "a word for nothing    | {'id':'x','size':'None'}       | size is no whole number",
                "a word for a flag     | {'id':'x','min_ram':'true'}    | min_ram is no whole number",
                "an exponent in a text | {'id':'x','min_disk':'1e3'}    | min_disk is no whole number",
                "binary                | {'id':'x','size':'0b1'}        | size is no whole number",
                "a long of Python 2    | {'id':'x','size':'5L'}         | size is no whole number",
                "a thousands separator | {'id':'x','size':'1,024'}      | size is no whole number",
                "a superscript         | {'id':'x','size':'²'}          | size is no whole number",
                "a half                | {'id':'x','size':'½'}          | size is no whole number",
                "a roman numeral       | {'id':'x','size':'Ⅷ'}          | size is no whole number",
                "a space of no width   | {'id':'x','size':'\\u200b5'}   | size is no whole number",
                "an underscore, a sign | {'id':'x','size':'_-5'}        | size is no whole number",
                "size a list of zero   | {'id':'x','size':[0]}          | size is no whole number",
                "size a list of null   | {'id':'x','size':[null]}       | size is no whole number",
                "time a flag           | {'id':'x','created_at':false}  | created_at is no text",
                "time empty            | {'id':'x','created_at':''}     | created_at is no ISO 8601 time",
                "time a list           | {'id':'x','updated_at':[]}     | updated_at is no text",
                "time a number         | {'id':'x','created_at':5}      | created_at is no text",
                "time a word           | {'id':'x','updated_at':'now'}  | updated_at is no ISO 8601 time",
                "id twice              | {'id':'x','id':'x'}            | no JSON, at character",
                "a property twice      | {'id':'x','p':'1','p':'2'}     | no JSON, at character",
                "twice in an object    | {'id':'x','p':{'q':1,'q':2}}   | no JSON, at character",
                "twice, unshown        | {'id':'x','tags':1,'tags':2}   | no JSON, at character",
                "NaN                   | {'id':'x','p':NaN}             | no JSON, at character",
                "a leading zero        | {'id':'x','p':01}              | no JSON, at character",
                "a nested number beyond| {'id':'x','status':'a','p':{'q':1e99999999999}} | a number beyond all bounds",
                "a comment             | {'id':'x'/*c*/}                | no JSON, at character",
            })
    void whatCannotBeGlancesIsMalformed(String what, String body, String reason) {
        String json = body.replace("*", "{'id':'x','status':'active'}").replace('\'', '"');

        assertMalformed(json.getBytes(UTF_8), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'512'|512",
                "' 512 '|512",
                "'+512'|512",
                "'-512'|-512",
                "'0512'|512",
                "'5_1_2'|512",
                "'٥١٢'|512",
                "'\\u00a0512\\u0085'|512",
                "'\\u3000512\\u001f'|512",
                "'\\n\\t512\\r\\n'|512",
                "'５１２'|512",
                "'-٥1٢'|-512",
                "'𝟻𝟷𝟸'|512",
                "'00'|0",
                "'0_0'|0",
                "'+0'|0",
                "'1_000_000'|1000000",
                "-0.9|0",
                "0e0|0",
                "1E2|100",
                "5e-1|0",
                "9007199254740993|9007199254740993",
                "''|0",
                "512.9|512",
                "-512.9|-512",
                "5.12e2|512",
                "512.0|512",
                "-0|0",
                "-0.0|0",
                "true|1",
                "false|0",
                "null|0",
                "[]|0",
                "{}|0",
                "9223372036854775807|9223372036854775807",
                "'-9223372036854775808'|-9223372036854775808"
            })
    void aNumberIsReadAsNovaReadsIt(String json, long number) {
        for (String member : new String[] {"min_ram", "min_disk", "size"}) {
            Image image = Records.imageWith("'" + member + "':" + json + ",'behind':'x'");

            assertThat(image.minRam() + image.minDisk() + image.size()).isEqualTo(number);
            assertThat(image.metadata()).extracting(Property::key).containsExactly("behind");
        }
    }

    @Test
    void whatNovaDoesNotLookAtMayBeOfAnyType() throws MalformedRecordException {
        Image image = Records.imageWith("'name':5,'visibility':true,'owner':{'a':[1]},'protected':'x','tags':{}");
        String[] statuses = {"null", "5", "true", "\"strange\""};

        assertThat(image.name()).isEqualTo("5");
        assertThat(image.visibility()).isEqualTo(Visibility.PRIVATE);
        assertThat(image.owner()).isNull();
        for (String status : statuses) {
            byte[] record = ("{\"status\":" + status + ",\"id\":\"x\"}").getBytes(UTF_8);
            assertThat(ImageRecordParser.parse(new ByteArrayInputStream(record), Set.of())
                            .status())
                    .isEqualTo(ImageStatus.UNKNOWN);
        }
        assertThat(ImageRecordParser.parse(new ByteArrayInputStream("{\"id\":\"x\"}".getBytes(UTF_8)), Set.of())
                        .status())
                .isEqualTo(ImageStatus.UNKNOWN);
    }

    @Test
    void aTimeIsReadInEveryFormThatNovaReads() {
        Image image = Records.imageWith("'created_at':'2015-05-01','updated_at':'20150502T113005.5+01'");

        assertThat(image.created()).isEqualTo("2015-05-01T00:00:00Z");
        assertThat(image.updated()).isEqualTo("2015-05-02T10:30:05Z");
    }

    @Test
    void aTextOfAnyLengthIsRead() {
        String text = "x".repeat(25_000_000);

        assertThat(Records.imageWith("'p':'" + text + "'")
                        .metadata()
                        .get(0)
                        .value()
                        .text())
                .hasSize(text.length());
    }

    @Test
    void everyBeginningOfARecordIsMalformed() {
        byte[] record = Records.LEAST.concat(",\"p\":{\"q\":[1,null]}}").getBytes(UTF_8);

        for (int length = 0; length < record.length; length++) {
            assertMalformed(Arrays.copyOf(record, length), "");
        }
    }

    @ParameterizedTest
    @CsvSource({"p, 31", "tags, 999", "locations, 999"})
    void depthIsBounded(String member, int depth) throws MalformedRecordException {
        ImageRecordParser.parse(new ByteArrayInputStream(nested(member, depth)), Set.of());

        assertMalformed(nested(member, depth + 1), "nested too deeply");
        assertMalformed(nested(member, 100_000), "nested too deeply");
    }

    @Test
    void controlCharactersInATextAreMalformed() {
        assertMalformed((Records.LEAST + ",\"p\":\"a\0b\"}").getBytes(UTF_8), "no JSON, at character");
        assertMalformed((Records.LEAST + ",\"p\":\"a\nb\"}").getBytes(UTF_8), "no JSON, at character");
    }

    @ParameterizedTest
    @CsvSource({"C328", "80", "FF", "C080", "EDA080", "F5808080", "E282"})
    void bytesThatAreNoUtf8AreMalformed(String bytes) {
        byte[] broken = HexFormat.of().parseHex(bytes);
        String record = Records.LEAST + ",\"p\":\"" + new String(broken, ISO_8859_1) + "\"}";

        assertMalformed(record.getBytes(ISO_8859_1), "no UTF-8");
    }

    @Test
    void otherEncodingsAreMalformed() {
        assertMalformed((Records.LEAST + "}").getBytes(UTF_16LE), "no JSON, at character");
        assertMalformed((Records.LEAST + "}").getBytes(UTF_16), "no UTF-8");
    }

    @Test
    void reasonNeverHoldsAValue() {
        assertThatThrownBy(() -> ImageRecordParser.parse(
                        new ByteArrayInputStream("{\"id\":\"x\",\"status\":\"a\",\"size\":\"s3cret\"}".getBytes(UTF_8)),
                        Set.of()))
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() ->
                        ImageRecordParser.parse(new ByteArrayInputStream("{\"p\":s3cret}".getBytes(UTF_8)), Set.of()))
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void halfOfAPairOfSurrogatesIsReplacedInATextAndMalformedInAName() {
        Image image = Records.imageWith("'name':'a\\ud83d','p':'\\ude00\\ud83d\\ude00'");

        assertThat(image.name()).isEqualTo("a\uFFFD");
        assertThat(image.metadata().get(0).value().text()).isEqualTo("\uFFFD\uD83D\uDE00");
        assertMalformed((Records.LEAST + ",\"\\ude00\":1}").getBytes(UTF_8), "no JSON, at character");
    }

    private static byte[] nested(String member, int depth) {
        return (Records.LEAST + ",\"" + member + "\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8);
    }

    private static void assertMalformed(byte[] body, String reason) {
        assertThatThrownBy(() -> ImageRecordParser.parse(new ByteArrayInputStream(body), Set.of()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith(reason);
    }
}
