package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.model.Image;
import dev.vitrine.model.Listing.RecordCursor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
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

    /** How much is kept until the rest of a record comes; a longer record is read by Jackson in the parts in which it comes. */
    private static final int MAX_HELD = 16 << 10;

    private static final byte[] NOTHING = {};

    /** What Glance writes before each record but the first. */
    private static final byte[] COMMA = {',', ' '};

    /** So many braces of a record may be its end; behind them the next one is not searched for. */
    private static final int MAX_BRACES = 16;

    private final MemberNames names;
    private final PlainRecordParser plain;
    private final Records records;
    private final @Nullable RecordCursor known;
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

    /** The beginning of a record that is not there whole. */
    private byte[] held = NOTHING;

    /** The bytes being read, and how far the offset of Jackson's in all that it has had is beyond the one in these. */
    private byte[] bytes = NOTHING;

    private long shift;

    /** Where in the bytes the record begins that Jackson is in, and where the last one ends that it has read; or -1. */
    private int brace;

    private int end;
    private int braces;

    /** Whether nothing has come behind the last record: then another one may follow that Jackson need not see. */
    private boolean isBehindRecord;

    /** Takes what the page has, in its order. */
    interface Records extends ImageBackend.Listed {
        /** Takes the id of a record that is no image, or null if it has none, and what is wrong with it. */
        void malformed(@Nullable String id, String reason);
    }

    PageParser(Set<String> moreBaseProperties, Records records) {
        this.names = new MemberNames(moreBaseProperties);
        this.plain = new PlainRecordParser(names);
        this.records = records;
        this.known = records.known();
        try {
            this.json = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser in memory does not fail", e);
        }
        this.feeder = (ByteArrayFeeder) json.getNonBlockingInputFeeder();
    }

    /** Takes the next bytes. */
    void feed(Buffer part) {
        bytes = Arrays.copyOf(held, held.length + part.length());
        part.getBytes(bytes, held.length);
        held = NOTHING;
        brace = -1;
        for (int at = 0; at < bytes.length && error == null; ) {
            int next = isBehindRecord ? record(at) : PlainRecordParser.OTHER;
            if (next == PlainRecordParser.INCOMPLETE && bytes.length - at <= MAX_HELD) {
                held = Arrays.copyOfRange(bytes, at, bytes.length);
                return;
            }
            at = next < 0 ? segment(at) : next;
        }
    }

    /**
     * Reads the record behind the last one, if it is known or plain, and returns where it ends; else why it is not. Jackson sees
     * neither the record nor the comma before it, and so is behind the last record as before.
     */
    private int record(int at) {
        int index = known == null ? RecordCursor.NONE : known.match(bytes, at);
        if (known != null && index >= 0) {
            records.known(index);
            return at + known.length(index);
        }
        int opens = index == RecordCursor.PART ? PlainRecordParser.INCOMPLETE : nextBrace(at);
        int ends = opens < 0 ? opens : plain.parse(bytes, opens);
        if (ends >= 0) {
            read(plain.image(), NOTHING, at, ends);
        }
        return ends;
    }

    /** Returns the offset of the brace behind a comma. */
    private int nextBrace(int from) {
        int at = from;
        boolean isBehindComma = false;
        while (at < bytes.length && (bytes[at] == ' ' || (bytes[at] == ',' && !isBehindComma))) {
            isBehindComma |= bytes[at++] == ',';
        }
        if (at == bytes.length) {
            return PlainRecordParser.INCOMPLETE;
        }
        return isBehindComma && bytes[at] == '{' ? at : PlainRecordParser.OTHER;
    }

    /** Has Jackson read up to the next place where a record may begin, or where the one it is in may end; returns that place. */
    private int segment(int at) {
        int ends = record == null ? behind('{', at) : braces++ < MAX_BRACES ? behind('}', at) : bytes.length;
        end = -1;
        parse(at, ends);
        isBehindRecord = record == null && end == ends;
        return ends;
    }

    private int behind(char brace, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != brace) {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    private void parse(int from, int to) {
        shift = json.currentLocation().getByteOffset() - from;
        parse(() -> {
            feeder.feedInput(bytes, from, to);
            readTokens();
        });
    }

    /** Hands on an image; the bytes of its record are kept with it if they are there. */
    private void read(Image image, byte[] comma, int from, int to) {
        if (known == null || from < 0 || to - from > MAX_HELD) {
            records.image(image, null);
            return;
        }
        byte[] record = Arrays.copyOf(comma, comma.length + to - from);
        System.arraycopy(bytes, from, record, comma.length, to - from);
        int index = known.find(image.id(), record);
        if (index >= 0) {
            records.known(index);
        } else {
            records.image(image, record);
        }
    }

    /**
     * Takes the end of the page and returns whether Glance has more images after it.
     *
     * @throws MalformedRecordException if there was an error
     */
    boolean finish() throws MalformedRecordException {
        bytes = held;
        parse(0, held.length);
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
        end = (int) (json.currentLocation().getByteOffset() - shift);
        try {
            read(record.image(), COMMA, brace, end);
        } catch (MalformedRecordException e) {
            records.malformed(record.id(), e.reason());
        }
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
            if (inImages && token == JsonToken.START_OBJECT) {
                record = new ImageRecordParser(names);
                brace = (int) (json.currentLocation().getByteOffset() - shift) - 1;
                braces = 0;
            }
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
