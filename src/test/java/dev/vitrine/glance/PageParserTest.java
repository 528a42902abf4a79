package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.testing.Samples;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of Glance's list, read in parts of any size. */
class PageParserTest {
    private static final int[] PARTS = {1, 7, 64, Integer.MAX_VALUE};
    private static final String RECORD = "{\"id\":\"x\",\"status\":\"active\"}";

    private final List<Image> images = new ArrayList<>();
    private final List<String> malformed = new ArrayList<>();
    private final PageParser.Records records = new PageParser.Records() {
        @Override
        public void image(Image image, byte @Nullable [] record) {
            images.add(image);
        }

        @Override
        public void malformed(@Nullable String id, String reason) {
            malformed.add(id + ": " + reason);
        }
    };

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
                "images twice             | {'images':[],'images':[]}",
                "a member twice           | {'images':[],'next':'a','next':'b'}",
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "null                | null                                           | null: no JSON object",
                "a text              | 'x'                                            | null: no JSON object",
                "a number            | 5                                              | null: no JSON object",
                "a list              | [[*],{'id':'x'}]                               | null: no JSON object",
                "no id               | {'status':'active'}                            | null: no id",
                "an id that is none  | {'id':{'id':'y'},'status':'a'}                 | null: id is no text",
                "a size that is none | {'id':'y','status':'a','size':'5M','p':{'a':1}}| y: size is no whole number",
                "a size in a list    | {'size':[1,{'a':2}],'id':'y','status':'a'}     | y: size is no whole number",
                "a size beyond       | {'id':'y','status':'a','size':9223372036854775808} | y: size is out of range",
                "a size of 2000 digits | {'id':'y','status':'a','size':~}             | y: size is out of range",
                "a time that is none | {'created_at':'now','id':'y','status':'a'}     | y: created_at is no ISO 8601 time",
                "a time in an object | {'created_at':{'a':[1]},'id':'y','status':'a'} | y: created_at is no text",
                "an id twice         | {'id':'y','id':'z','status':'a'}               | z: a member twice",
                "a property twice    | {'id':'y','status':'a','p':1,'p':2}            | y: a member twice",
                "twice in a property | {'id':'y','status':'a','p':{'q':1,'q':2}}      | y: a member twice in p",
                "a number beyond     | {'id':'y','status':'a','p':[1e99999999999]}    | y: a number beyond all bounds",
                "deep in a property  | {'p':^,'id':'y','status':'a'}                  | y: nested too deeply",
                "the first of two    | {'id':'y','size':'a','min_ram':'b'}            | y: size is no whole number"
            })
    void aRecordThatIsNoImageIsLeftOutAlone(String what, String record, String reported)
            throws MalformedRecordException {
        String odd = record.replace("^", "[".repeat(32) + "]".repeat(32)).replace("~", "9".repeat(2000));
        for (int size : PARTS) {
            assertThat(read(page("{'images':[*," + odd + ",*," + odd + "],'next':'x'}", RECORD), size))
                    .isTrue();
            assertThat(images).hasSize(2).extracting(Image::id).containsOnly("x");
            assertThat(malformed).containsExactly(reported, reported);
        }
    }

    @Test
    void anErrorOfThePageNamesTheImageInWhichItIs() {
        assertThatThrownBy(() -> read(page("{'images':[*,{'id':'y','a':NaN}]}", RECORD), 7))
                .hasMessage("no JSON in image y");
    }

    @Test
    void aPageThatIsCutOffNamesTheImageInWhichItEnds() {
        for (int size : PARTS) {
            assertThatThrownBy(() -> read(page("{'images':[*,{'id':'y','a':1", RECORD), size))
                    .hasMessageEndingWith(" in image y");
        }
    }

    @Test
    void depthIsBoundedForThePageAsPythonBoundsIt() throws MalformedRecordException {
        assertThat(read(nested(900), 64)).isFalse();
        assertThat(malformed).hasSize(1);
        assertThatThrownBy(() -> read(nested(100_000), 64))
                .hasMessageStartingWith("nested too deeply")
                .hasMessageEndingWith("in image 70a599e0-31e7-49b7-b260-868f441e862b");
        byte[] elsewhere = ("{\"images\":[],\"a\":" + "[".repeat(100_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> read(elsewhere, 64)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void nothingIsHandedOnAfterWhatIsWrong() {
        assertThatThrownBy(() -> read(page("{'images':[*,x,*,*]}", RECORD), 7))
                .isInstanceOf(MalformedRecordException.class);

        assertThat(images).hasSize(1);
    }

    @Test
    void namesInTheSettingsAreNoMetadata() throws MalformedRecordException {
        PageParser parser = new PageParser(Set.of("site"), records);
        parser.feed(Buffer.buffer(page("{'images':[*]}", Records.LEAST + ",\"site\":{\"a\":[1]},\"kept\":\"x\"}")));
        parser.finish();

        assertThat(images.get(0).metadata()).extracting(Property::key).containsExactly("kept");
    }

    /** Names are kept from record to record, up to a bound: neither may make a member of two records one that is there twice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000, 5000})
    void aMemberThatIsThereTwiceIsFoundHoweverManyNamesThereAre(int names) throws MalformedRecordException {
        StringBuilder members = new StringBuilder(Records.LEAST);
        for (int i = 0; i < names; i++) {
            members.append(",\"name-of-a-property-").append(i).append("\":\"x\"");
        }
        String once = members + "}";
        String twice = members + ",\"name-of-a-property-0\":\"x\"}";

        read(
                ("{\"images\":[" + once + "," + once + "," + twice + "," + once + "]}").getBytes(UTF_8),
                Integer.MAX_VALUE);

        assertThat(images).hasSize(3).allMatch(image -> image.metadata().size() == names);
        assertThat(malformed).hasSize(1).allMatch(reason -> reason.endsWith(": a member twice"));
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
        malformed.clear();
        PageParser parser = new PageParser(Set.of(), records);
        for (int from = 0; from < page.length; ) {
            int to = (int) Math.min(page.length, (long) from + size);
            parser.feed(Buffer.buffer(Arrays.copyOfRange(page, from, to)));
            from = to;
        }
        return parser.finish();
    }
}
