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
 * Parses a page of Glance's image list incrementally and hands on each image at the end of its record: no more than the record
 * being read is kept.
 *
 * <p>For one thread. The first error is reported at the end; nothing is handed on after it.
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
    private @Nullable ImageRecordParser record;
    private @Nullable String error;
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
        } catch (IOException e) {
            error = "no JSON";
        } catch (MalformedRecordException e) {
            error = e.reason();
        }
    }

    private void readTokens() throws IOException, MalformedRecordException {
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

    private void outsideRecords(JsonToken token) throws IOException, MalformedRecordException {
        boolean inImages = depth == 2 && member.equals("images");
        if (depth == 0 && (isOver || token != JsonToken.START_OBJECT)) {
            throw new MalformedRecordException(isOver ? "more behind the list" : "no JSON object");
        }
        if (inImages && token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
            throw new MalformedRecordException("an image that is no object");
        }
        // The end of the object is no value of its last member.
        if (depth == 1 && !token.isStructEnd()) {
            topLevel(token);
        }
        if (token.isStructStart()) {
            depth++;
            record = inImages ? new ImageRecordParser(moreBaseProperties) : null;
        } else if (token.isStructEnd()) {
            depth--;
            isOver = depth == 0;
        }
    }

    private void topLevel(JsonToken token) throws IOException, MalformedRecordException {
        if (token == JsonToken.FIELD_NAME) {
            member = json.currentName();
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
