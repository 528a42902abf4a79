package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.glance.BaseAttributes.MemberNames;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is plain is read as the other parser reads it; all else is left to that one. */
class PlainRecordParserTest {
    private static final String LEAST = Records.LEAST.substring(1);

    private final PlainRecordParser parser = new PlainRecordParser(new MemberNames(Set.of("site")));

    private static byte[] bytes(String record) {
        return record.replace('\'', '"').getBytes(UTF_8);
    }

    private int end(String record) {
        return parser.parse(bytes(record), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{#}",
                "{ # , 'a' : 'x' }",
                "{#,'name':'n','owner':'p','visibility':'community','min_ram':512,'min_disk':0,'size':999999999999999999}",
                "{#,'name':null,'owner':null,'created_at':null,'size':null,'a':null,'b':true,'c':false,'d':''}",
                "{#,'created_at':'2026-01-02T03:04:05Z','updated_at':'2026-01-02T03:04:05.123+02:00'}",
                "{#,'tags':[],'checksum':null,'protected':true,'virtual_size':123,'file':'/v2/x'}",
                "{#,'tags':['a', 'b' ,'c' ]}",
                "{'zz':'1','a':'2',#,'p':'\u007f~ ![]^_'}"
            })
    void plainRecordsAreReadAsByTheOtherParser(String record) {
        byte[] bytes = bytes(record.replace("#", LEAST));

        assertThat(parser.parse(bytes, 0)).isEqualTo(bytes.length);
        assertThat(parser.image()).isEqualTo(Records.image(bytes));
        for (int length = 1; length < bytes.length; length++) {
            assertThat(parser.parse(Arrays.copyOf(bytes, length), 0))
                    .as("%d bytes of %s", length, record)
                    .isEqualTo(PlainRecordParser.INCOMPLETE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{,}",
                "{#,}",
                "{'a':'b'}",
                "{#,'a'}",
                "{#,'a' 'b'}",
                "{#,a:'b'}",
                "{#,'a':b}",
                "{#,'a':}",
                "{# 'a':'b'}",
                "{#,'status':'x'}",
                "{#,'a':'b','a':'b'}",
                "{#,'a':'\\n'}",
                "{#,'a':'é'}",
                "{#,'é':'a'}",
                "{#,'a':'\u0001'}",
                "{#,'a':'12345678\n'}",
                "{#,\n'a':'b'}",
                "{#,'a':1}",
                "{#,'a':-1}",
                "{#,'a':[]}",
                "{#,'a':{}}",
                "{#,'size':-1}",
                "{#,'size':01}",
                "{#,'size':1.5}",
                "{#,'size':1e3}",
                "{#,'size':'5'}",
                "{#,'size':true}",
                "{#,'size':1000000000000000000}",
                "{#,'size':[]}",
                "{#,'virtual_size':00}",
                "{#,'name':true}",
                "{#,'name':5}",
                "{#,'created_at':'now'}",
                "{#,'created_at':5}",
                "{#,'visibility':null}",
                "{#,'tags':[1]}",
                "{#,'tags':['a',]}",
                "{#,'tags':['a' 'b']}",
                "{#,'tags':[,'a']}",
                "{#,'tags':['\\n']}",
                "{#,'tags':[['a']]}",
                "{#,'locations':[{}]}",
                "{#,'a':nul}",
                "{#,'a':nulll}",
                "{#,'a':True}",
                "{#,'mappings':'[]'}",
                "{#,'block_device_mapping':'x'}",
                "{'id':null,'status':'active'}"
            })
    void anyOtherRecordIsNot(String record) {
        assertThat(end(record.replace("#", LEAST) + " ")).isEqualTo(PlainRecordParser.OTHER);
    }

    /** Whatever is done to a record: it is read as by the other parser, or left to it. */
    @Test
    void aRandomRecordIsReadAsByTheOtherParserOrLeftToIt() throws MalformedRecordException {
        String record =
                "{" + LEAST + ", 'name': 'n', 'owner': null, 'min_ram': 512, 'a': 'x y', 'b': true, 'tags': ['t'], "
                        + "'size': 10, 'updated_at': '2026-01-02T03:04:05Z', 'visibility': 'public', 'virtual_size': 0, 'c': ''}";
        Random random = new Random(7);
        int plain = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = bytes(record);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes = changed(bytes, random);
            }
            int end = bytes.length == 0 || bytes[0] != '{' ? PlainRecordParser.OTHER : parser.parse(bytes, 0);
            if (end >= 0) {
                plain++;
                InputStream read = new ByteArrayInputStream(bytes, 0, end);
                assertThat(parser.image())
                        .as(new String(bytes, ISO_8859_1))
                        .isEqualTo(ImageRecordParser.parse(read, Set.of("site")));
            }
        }
        assertThat(plain).isBetween(1_000, 10_000);
    }

    private static byte[] changed(byte[] record, Random random) {
        String text = new String(record, ISO_8859_1);
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        String changed = switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, end) + text.substring(at);
            case 2 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
            case 3 -> {
                List<String> members = new ArrayList<>(List.of(text.split(", ")));
                members.add(random.nextInt(members.size()), members.get(random.nextInt(members.size())));
                yield String.join(", ", members);
            }
            default -> {
                String odd = " \\\"{}[]:,0189-+.eEtnul/";
                yield text.substring(0, at) + odd.charAt(random.nextInt(odd.length())) + text.substring(at);
            }
        };
        return changed.getBytes(ISO_8859_1);
    }

    @Test
    void everyByteThatEndsAPlainTextIsFoundWhereverItIs() {
        for (int b = 0; b < 256; b++) {
            for (int place = 0; place < 20; place++) {
                String text = "x".repeat(place) + (char) b + "x".repeat(20 - place);
                byte[] record = ("{" + LEAST + ",'a':'" + text + "'}")
                        .replace('\'', '"')
                        .getBytes(ISO_8859_1);
                if (b == '\'') {
                    continue;
                }
                boolean isPlain = b >= ' ' && b < 128 && b != '"' && b != '\\';

                assertThat(parser.parse(record, 0) == record.length)
                        .as("byte %d at %d", b, place)
                        .isEqualTo(isPlain);
                if (isPlain) {
                    assertThat(parser.image().metadata().get(0).value().text()).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void namesInTheSettingsAreNoMetadata() {
        assertThat(end("{" + LEAST + ",'site':['a'],'kept':'x'}")).isPositive();

        assertThat(parser.image().metadata()).hasSize(1);
    }

    /** The parser expects the members of the record before; more names than are kept make no difference. */
    @Test
    void aMemberThatIsThereTwiceIsFoundAfterNamesWereDropped() {
        StringBuilder many = new StringBuilder("{" + LEAST);
        for (int i = 0; i < 1_000; i++) {
            many.append(",'name-of-a-property-").append(i).append("':'x'");
        }
        assertThat(end("{" + LEAST + ",'a':'x','b':'x'}")).isPositive();
        assertThat(end(many + "}")).isPositive();

        assertThat(end("{" + LEAST + ",'a':'x','b':'x'}")).isPositive();
        assertThat(end("{" + LEAST + ",'a':'x','a':'x'}")).isEqualTo(PlainRecordParser.OTHER);
        assertThat(end("{" + LEAST + ",'b':'x','a':'x','b':'y'}")).isEqualTo(PlainRecordParser.OTHER);
    }
}
