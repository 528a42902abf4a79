package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.model.Image;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a page of Glance's image list incrementally and hands on each image at the end of its record: no more than the record
 * being read is kept. A record that is no image is reported, and those behind it are read.
 *
 * <p>For one thread. The first error of the page itself is reported at the end; nothing is handed on after it.
 */
final class PageParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            // Members that are there twice are found by the records, which the parser could not go on behind.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ImageRecordParser.MAX_DEPTH + 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(ImageRecordParser.MAX_DIGITS)
                    .build())
            .build();

    /** A text in the page that is in no record: Glance has a few paths there. */
    private static final int MAX_BESIDE_CHARS = 1 << 20;

    private final MemberNames names;
    private final Records records;
    private final Set<String> members = new HashSet<>();
    private final JsonParser json;
    private final ByteArrayFeeder feeder;
    private @Nullable ImageRecordParser record;
    private @Nullable String error;
    private String member = "";
    private int depth;
    private boolean hasImages;
    private boolean hasNext;
    private boolean isOver;

    /** Takes what the page has, in its order. */
    interface Records {
        /** Takes an image. */
        void image(Image image);

        /** Takes the id of a record that is no image, or null if it has none, and what is wrong with it. */
        void malformed(@Nullable String id, String reason);
    }

    PageParser(Set<String> moreBaseProperties, Records records) {
        this.names = new MemberNames(moreBaseProperties);
        this.records = records;
        try {
            this.json = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser in memory does not fail", e);
        }
        this.feeder = (ByteArrayFeeder) json.getNonBlockingInputFeeder();
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes) {
        parse(() -> {
            feeder.feedInput(bytes, 0, bytes.length);
            readTokens();
        });
    }

    /**
     * Takes the end of the page and returns whether Glance has more images after it.
     *
     * @throws MalformedRecordException if there was an error
     */
    boolean finish() throws MalformedRecordException {
        feeder.endOfInput();
        parse(this::readTokens);
        if (error == null && (depth != 0 || !hasImages)) {
            error = "an incomplete list of images";
        }
        if (error != null) {
            throw new MalformedRecordException(error);
        }
        return hasNext;
    }

    /** A step of parsing. */
    private interface Step {
        void run() throws IOException, MalformedRecordException;
    }

    private void parse(Step step) {
        if (error != null) {
            return;
        }
        try {
            step.run();
        } catch (StreamConstraintsException e) {
            error = "nested too deeply, or a name or number too long" + place();
        } catch (IOException e) {
            error = "no JSON" + place();
        } catch (MalformedRecordException e) {
            error = e.reason() + place();
        }
    }

    /** Returns in which image the parser is, for the log. */
    private String place() {
        return record == null || record.id() == null ? "" : " in image " + record.id();
    }

    private void readTokens() throws IOException, MalformedRecordException {
        JsonToken token = json.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            if (record == null) {
                outsideRecords(token);
            } else if (record.take(json)) {
                depth--;
                end(record);
                record = null;
            }
            token = json.nextToken();
        }
    }

    private void end(ImageRecordParser record) {
        Image image;
        try {
            image = record.image();
        } catch (MalformedRecordException e) {
            records.malformed(record.id(), e.reason());
            return;
        }
        records.image(image);
    }

    private void outsideRecords(JsonToken token) throws IOException, MalformedRecordException {
        boolean inImages = depth == 2 && member.equals("images");
        if (token == JsonToken.VALUE_STRING && json.getTextLength() > MAX_BESIDE_CHARS) {
            throw new MalformedRecordException("a text beside the images that is too long");
        }
        if (depth == 0 && (isOver || token != JsonToken.START_OBJECT)) {
            throw new MalformedRecordException(isOver ? "more behind the list" : "no JSON object");
        }
        if (inImages && token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
            records.malformed(null, "no JSON object");
        }
        // The end of the object is no value of its last member.
        if (depth == 1 && !token.isStructEnd()) {
            topLevel(token);
        }
        if (token.isStructStart()) {
            depth++;
            record = inImages && token == JsonToken.START_OBJECT ? new ImageRecordParser(names) : null;
        } else if (token.isStructEnd()) {
            depth--;
            isOver = depth == 0;
        }
    }

    private void topLevel(JsonToken token) throws IOException, MalformedRecordException {
        if (token == JsonToken.FIELD_NAME) {
            member = json.currentName();
            if (!members.add(member)) {
                throw new MalformedRecordException("a member twice");
            }
        } else if (member.equals("images")) {
            if (token != JsonToken.START_ARRAY) {
                throw new MalformedRecordException("images that are no list");
            }
            hasImages = true;
        } else if (member.equals("next")) {
            hasNext = token == JsonToken.VALUE_STRING;
        }
    }
}
