package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.testing.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of Glance's list, read in parts of any size. */
class PageParserTest {
    private static final int[] PARTS = {1, 7, 64, Integer.MAX_VALUE};
    private static final String RECORD = "{\"id\":\"x\",\"status\":\"active\"}";

    private final List<Image> images = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, Integer.MAX_VALUE})
    void thePartsInWhichAPageComesMakeNoDifference(int size) throws MalformedRecordException {
        byte[] page = Samples.bytes("13-list-glance.json");
        List<Image> expected = new ArrayList<>();
        for (JsonNode record : Samples.tree(page).path("images")) {
            expected.add(Records.image(record.toString().getBytes(UTF_8)));
        }

        assertThat(read(page, size)).isTrue();
        assertThat(images).isEqualTo(expected).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, Integer.MAX_VALUE})
    void propertiesAreReadAsThoseOfASingleRecord(int size) throws MalformedRecordException {
        String record = Records.LEAST
                + ",\"name\":\"Größe ☃ \\ud83d\\ude00\",\"z\":\"1\",\"a\":{\"images\":[{\"q\":null}]},\"n\":-1.50e3,"
                + "\"images\":\"x\",\"next\":\"y\",\"block_device_mapping\":\"[{\\\"b\\\": 1, \\\"a\\\": 2}]\"}";
        byte[] page = page("{'images':[*]}", record);

        assertThat(read(page, size)).isFalse();
        assertThat(images).containsExactly(Records.image(record.getBytes(UTF_8)));
        assertThat(images.get(0).metadata()).extracting(Property::key).startsWith("z", "a", "n", "images", "next");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'images':[*]}                                            | 1 | false",
                "{'images':[]}                                             | 0 | false",
                "{'next':'/v2/images?marker=x','images':[*,*]}             | 2 | true",
                "{'images':[*],'next':'/v2/images?marker=x'}               | 1 | true",
                "{'images':[*],'next':null}                                | 1 | false",
                "{'images':[*],'next':{'next':'x'}}                        | 1 | false",
                "{'first':'x','schema':{'images':1,'next':'y'},'images':[]}| 0 | false",
                "{'other':[{'id':'y','next':'x'},[[]]],'images':[*]}       | 1 | false",
                " {'images' : [ * , * ] , 'schema' : 's' }                 | 2 | false"
            })
    void moreIsToComeWhereGlanceNamesANextPageInWhateverOrder(String json, int count, boolean next)
            throws MalformedRecordException {
        for (int size : PARTS) {
            assertThat(read(page(json, RECORD), size)).isEqualTo(next);
            assertThat(images).hasSize(count);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "nothing                  | ``",
                "white space              | `  `",
                "a web page               | <html>",
                "a list                   | [*]",
                "null                     | null",
                "a text                   | 'images'",
                "an object without images | {}",
                "a record                 | *",
                "images in an object      | {'a':{'images':[]}}",
                "images null              | {'images':null}",
                "images an object         | {'images':{}}",
                "images a text            | {'images':'x'}",
                "an image that is null    | {'images':[null]}",
                "an image that is a text  | {'images':[*,'x']}",
                "an image that is a list  | {'images':[[*]]}",
                "an image without an id   | {'images':[{'status':'active'}]}",
                "an image with a bad size | {'images':[{'id':'x','status':'a','size':'1'}]}",
                "images twice             | {'images':[],'images':[]}",
                "a member twice           | {'images':[],'next':'a','next':'b'}",
                "an id twice              | {'images':[{'id':'x','id':'y','status':'a'}]}",
                "a property twice         | {'images':[{'id':'x','status':'a','p':1,'p':2}]}",
                "twice in a property      | {'images':[{'id':'x','status':'a','p':{'q':1,'q':2}}]}",
                "bytes behind             | {'images':[*]} x",
                "a brace behind           | {'images':[*]}}",
                "a value behind           | {'images':[*]} 1",
                "a page behind            | {'images':[*]}{'images':[*]}",
                "an object behind         | {'images':[*]} {}",
                "NaN                      | {'images':[],'a':NaN}"
            })
    void whatCannotBeGlancesIsMalformed(String what, String json) {
        for (int size : PARTS) {
            assertThatThrownBy(() -> read(page(json, RECORD), size)).isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void everyBeginningOfAPageIsMalformed() {
        byte[] page = page("{'images':[*,*],'next':'x'}", RECORD);

        for (int length = 0; length < page.length; length++) {
            byte[] beginning = Arrays.copyOf(page, length);
            for (int size : PARTS) {
                assertThatThrownBy(() -> read(beginning, size)).isInstanceOf(MalformedRecordException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff", "\u00c3(", "\u0080", "\u00e2\u0082", "a\nb", "a\u0000b"})
    void bytesThatNoTextHoldsAreMalformed(String bytes) {
        byte[] page = page("{'images':[*]}", Records.LEAST + ",\"p\":\"#\"}");
        byte[] broken = new String(page, ISO_8859_1).replace("#", bytes).getBytes(ISO_8859_1);

        for (int size : PARTS) {
            assertThatThrownBy(() -> read(broken, size)).isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void depthIsBoundedAsInASingleRecord() throws MalformedRecordException {
        assertThat(read(nested(31), 64)).isFalse();
        for (int depth : new int[] {32, 100_000}) {
            assertThatThrownBy(() -> read(nested(depth), 64)).isInstanceOf(MalformedRecordException.class);
        }
        byte[] elsewhere = ("{\"images\":[],\"a\":" + "[".repeat(100_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> read(elsewhere, 64)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void nothingIsHandedOnAfterWhatIsWrong() {
        assertThatThrownBy(() -> read(page("{'images':[*,{},*,*]}", RECORD), 7))
                .isInstanceOf(MalformedRecordException.class);

        assertThat(images).hasSize(1);
    }

    @Test
    void namesInTheSettingsAreNoMetadata() throws MalformedRecordException {
        PageParser parser = new PageParser(Set.of("site"), images::add);
        parser.feed(page("{'images':[*]}", Records.LEAST + ",\"site\":{\"a\":[1]},\"kept\":\"x\"}"));
        parser.finish();

        assertThat(images.get(0).metadata()).extracting(Property::key).containsExactly("kept");
    }

    private static byte[] nested(int depth) {
        String record = Records.LEAST + ",\"p\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        return page("{'images':[*]}", record);
    }

    private static byte[] page(String json, String record) {
        return json.replace('\'', '"').replace("*", record).getBytes(UTF_8);
    }

    private boolean read(byte[] page, int size) throws MalformedRecordException {
        images.clear();
        PageParser parser = new PageParser(Set.of(), images::add);
        for (int from = 0; from < page.length; ) {
            int to = (int) Math.min(page.length, (long) from + size);
            parser.feed(Arrays.copyOfRange(page, from, to));
            from = to;
        }
        return parser.finish();
    }
}
