package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import dev.vitrine.model.Image;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of Glance's list part by part, as it arrives, and hands on each image when its record is whole: of a page
 * nothing is kept but what was read of one record.
 *
 * <p>For one thread. What is wrong is remembered and told at the end; nothing is handed on after it.
 */
final class PageParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PropertyParser.MAX_DEPTH + 2)
                    .build())
            .build();

    private final Set<String> moreBaseProperties;
    private final Consumer<Image> images;
    private final JsonParser json;
    private final ByteArrayFeeder feeder;
    private @Nullable RecordParser record;
    private @Nullable String wrong;
    private String member = "";
    private int depth;
    private boolean hasImages;
    private boolean hasNext;
    private boolean isOver;

    PageParser(Set<String> moreBaseProperties, Consumer<Image> images) {
        this.moreBaseProperties = moreBaseProperties;
        this.images = images;
        try {
            this.json = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser in memory does not fail", e);
        }
        this.feeder = (ByteArrayFeeder) json.getNonBlockingInputFeeder();
    }

    /** Takes the next bytes. */
    void feed(byte[] bytes) {
        judge(() -> {
            feeder.feedInput(bytes, 0, bytes.length);
            readOn();
        });
    }

    /** Takes the end, and says whether Glance has more images behind this page. */
    boolean finish() throws MalformedRecord {
        feeder.endOfInput();
        judge(this::readOn);
        if (wrong == null && (depth != 0 || !hasImages)) {
            wrong = "no whole list of images";
        }
        if (wrong != null) {
            throw new MalformedRecord(wrong);
        }
        return hasNext;
    }

    /** A step of reading. */
    private interface Step {
        void run() throws IOException, MalformedRecord;
    }

    private void judge(Step step) {
        if (wrong != null) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            wrong = "no JSON";
        } catch (MalformedRecord e) {
            wrong = e.reason();
        }
    }

    private void readOn() throws IOException, MalformedRecord {
        JsonToken token = json.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            if (record == null) {
                outsideRecords(token);
            } else if (record.take(json)) {
                depth--;
                images.accept(record.image());
                record = null;
            }
            token = json.nextToken();
        }
    }

    private void outsideRecords(JsonToken token) throws IOException, MalformedRecord {
        boolean inImages = depth == 2 && member.equals("images");
        if (depth == 0 && (isOver || token != JsonToken.START_OBJECT)) {
            throw new MalformedRecord(isOver ? "more behind the list" : "no JSON object");
        }
        if (inImages && token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
            throw new MalformedRecord("an image that is no object");
        }
        // What ends here is the object itself, which is no value of its last member.
        if (depth == 1 && !token.isStructEnd()) {
            topLevel(token);
        }
        if (token.isStructStart()) {
            depth++;
            record = inImages ? new RecordParser(moreBaseProperties) : null;
        } else if (token.isStructEnd()) {
            depth--;
            isOver = depth == 0;
        }
    }

    private void topLevel(JsonToken token) throws IOException, MalformedRecord {
        if (token == JsonToken.FIELD_NAME) {
            member = json.currentName();
        } else if (member.equals("images")) {
            if (token != JsonToken.START_ARRAY) {
                throw new MalformedRecord("images that are no list");
            }
            hasImages = true;
        } else if (member.equals("next")) {
            hasNext = token == JsonToken.VALUE_STRING;
        }
    }
}
