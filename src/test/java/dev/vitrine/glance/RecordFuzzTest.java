package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.WellFormed;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers of a Glance that is out of its mind, and filters of clients that are: nothing of them ends in a broken document or URL. */
class RecordFuzzTest {
    private static final Links LINKS = new Links("http://a/v2/p", "http://a/p", "http://g/p", 0);

    @FuzzTest
    void record(byte[] body) {
        try {
            Image image = ImageRecordParser.parse(new ByteArrayInputStream(body), Set.of());
            for (View view : View.ALL) {
                byte[] document = ImageDocument.of(image, view).fill(LINKS);
                if (view.format() == Format.XML) {
                    WellFormed.xml(document);
                } else {
                    assertThat(WellFormed.json(document)
                                    .path("image")
                                    .path("id")
                                    .asText())
                            .isEqualTo(image.id());
                }
            }
        } catch (MalformedRecordException refused) {
            assertThat(refused.reason()).isNotEmpty();
        }
    }

    /** Where a page is cut into parts makes no difference, but where Jackson takes one comma too many if it is the last byte of a part. */
    @FuzzTest
    void page(byte[] body) {
        List<String> whole = page(body, Math.max(body.length, 1));
        boolean isLenient =
                Pattern.compile(",\\s*}").matcher(new String(body, ISO_8859_1)).find();

        for (int part : new int[] {1, 7}) {
            List<String> inParts = page(body, part);
            assertThat(isLenient || inParts.equals(whole))
                    .as("%s, in parts of %d: %s", whole, part, inParts)
                    .isTrue();
        }
    }

    /** Returns what was read, and how it ended. */
    private static List<String> page(byte[] body, int part) {
        List<String> read = new ArrayList<>();
        PageParser parser = new PageParser(Set.of(), new PageParser.Records() {
            @Override
            public void image(Image image) {
                read.add(image.toString());
            }

            @Override
            public void malformed(@Nullable String id, String reason) {
                read.add(id + ": " + reason);
            }
        });
        for (int at = 0; at < body.length; at += part) {
            parser.feed(Arrays.copyOfRange(body, at, Math.min(at + part, body.length)));
        }
        try {
            read.add(parser.finish() ? "more" : "all");
        } catch (MalformedRecordException refused) {
            read.add("refused");
        }
        return read;
    }

    /** A name and a value, with an equals sign between. */
    @FuzzTest
    void filter(byte[] pair) {
        String text = new String(pair, UTF_8);
        int equals = Math.max(text.indexOf('='), 0);
        ListQuery.Filter filter = new ListQuery.Filter(text.substring(0, equals), text.substring(equals));
        String path = ListPath.of(new ListQuery(List.of(filter), 5, null), 5, null);

        assertThat(path).matches("/v2/images\\?limit=5&[A-Za-z0-9%._*-]*=[A-Za-z0-9%._*-]*");
        assertThat(URLDecoder.decode(path, UTF_8)).endsWith("&" + filter.name() + "=" + filter.value());
    }
}
