package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.Listing.KnownRecord;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.Listing.RecordCursor;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.WellFormed;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a Glance that is out of its mind, and filters of clients that are: nothing of them ends in a broken document or
 * URL.
 */
class RecordFuzzTest {
    private static final Links LINKS = new Links("http://a/v2/p", "http://a/p", "http://g/p", 0);

    @FuzzTest
    void record(byte[] body) throws MalformedRecordException {
        PlainRecordParser plain = new PlainRecordParser(new MemberNames(Set.of()));
        int end = body.length == 0 || body[0] != '{' ? PlainRecordParser.OTHER : plain.parse(body, 0);
        if (end >= 0) {
            InputStream record = new ByteArrayInputStream(body, 0, end);
            assertThat(plain.image()).isEqualTo(ImageRecordParser.parse(record, Set.of()));
        }
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

    /**
     * Where a page is cut into parts makes no difference, but where Jackson takes one comma too many if it is the last byte of a
     * part; nor does whether its records are known.
     */
    @FuzzTest
    void page(byte[] body) {
        Reading whole = new Reading(KnownRecords.NONE, List.of());
        whole.page(body, Math.max(body.length, 1));
        boolean isLenient =
                Pattern.compile(",\\s*}").matcher(new String(body, ISO_8859_1)).find();

        for (int part : new int[] {1, 7, Math.max(body.length, 1)}) {
            Reading inParts = new Reading(KnownRecords.NONE, List.of());
            Reading known = new Reading(
                    KnownRecords.of(whole.records, new int[2 * whole.records.size()]), whole.imagesOfRecords);
            inParts.page(body, part);
            known.page(body, part);
            for (Reading other : List.of(inParts, known)) {
                assertThat(isLenient || other.read.equals(whole.read))
                        .as("%s, in parts of %d: %s", whole.read, part, other.read)
                        .isTrue();
            }
        }
    }

    /** What was read of a page, and how it ended. */
    private static final class Reading implements PageParser.Records {
        private final List<String> read = new ArrayList<>();
        private final List<KnownRecord> records = new ArrayList<>();
        private final List<String> imagesOfRecords = new ArrayList<>();
        private final RecordCursor known;
        private final List<String> imagesOfKnown;

        Reading(KnownRecords known, List<String> imagesOfKnown) {
            this.known = new RecordCursor(known);
            this.imagesOfKnown = imagesOfKnown;
        }

        @Override
        public RecordCursor known() {
            return known;
        }

        @Override
        public void image(Image image, byte @Nullable [] record) {
            read.add(image.toString());
            if (record != null) {
                records.add(new KnownRecord(record, image));
                imagesOfRecords.add(image.toString());
            }
        }

        @Override
        public void known(int index) {
            read.add(imagesOfKnown.get(index));
        }

        @Override
        public void malformed(@Nullable String id, String reason) {
            read.add(id + ": " + reason);
        }

        void page(byte[] body, int part) {
            PageParser parser = new PageParser(Set.of(), this);
            for (int at = 0; at < body.length; at += part) {
                parser.feed(Buffer.buffer(Arrays.copyOfRange(body, at, Math.min(at + part, body.length))));
            }
            try {
                read.add(parser.finish() ? "more" : "all");
            } catch (MalformedRecordException refused) {
                read.add("refused");
            }
        }
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
