package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.vitrine.glance.BaseAttributes.MemberName;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.IsoTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a record of Glance v2 into an image, token by token: it builds no tree and keeps nothing that is not shown, so that a
 * record can be parsed while it arrives. For one record and one thread.
 *
 * <p>A member that is neither one of Glance's own attributes nor named in the configuration is a custom property. Nova asks
 * Glance for its schema to tell the two apart; here the list is fixed, and a setting adds what another Glance has.
 *
 * <p>What Nova can read of a record is read, whatever its type. Where that is not possible the rest is passed over, so that
 * the records behind it in a list can be read.
 */
final class ImageRecordParser {
    /** The depth to which Python's parser goes, and so Nova. What is shown is bounded further. */
    static final int MAX_DEPTH = 1000;

    /** The digits of a whole number that Python reads. */
    static final int MAX_DIGITS = 4300;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names would never be freed, and tenants choose them.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .build();

    /** What an image is made of, as far as it was read. */
    static final class Members {
        final List<Property> metadata = new ArrayList<>();

        @Nullable
        String id;

        @Nullable
        String name;

        @Nullable
        String created;

        @Nullable
        String updated;

        @Nullable
        String owner;

        String status = "";
        String visibility = "";
        long minRam;
        long minDisk;
        long size;

        /** Returns the image with this id, which is the one that was read. */
        Image image(String id) {
            return new Image(
                    id,
                    name,
                    ImageStatus.of(status),
                    minRam,
                    minDisk,
                    size,
                    created,
                    updated,
                    Visibility.of(visibility),
                    metadata,
                    owner);
        }
    }

    private final MemberNames names;
    private final Members members = new Members();

    /** What is wrong with the record first. */
    private @Nullable String problem;

    /** The member whose value follows. */
    private MemberName member = MemberName.NONE;

    /** The number of open objects and lists of that value. */
    private int depth;

    /** The tokens of that value so far, if it is shown and an object or a list. */
    private @Nullable TokenBuffer value;

    /** Begins after the brace that opens the record; the names may be those of earlier records. */
    ImageRecordParser(MemberNames names) {
        this.names = names;
        names.beginRecord();
    }

    /**
     * Returns the image in a whole body.
     *
     * @throws MalformedRecordException if the body is not exactly one record that can be read
     */
    static Image parse(InputStream body, Set<String> moreBaseProperties) throws MalformedRecordException {
        try (JsonParser json = parser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedRecordException("no JSON object");
            }
            ImageRecordParser record = new ImageRecordParser(new MemberNames(moreBaseProperties));
            do {
                json.nextToken();
            } while (!record.take(json));
            Image image = record.image();
            if (json.nextToken() != null) {
                throw new MalformedRecordException("more behind the record");
            }
            return image;
        } catch (StreamConstraintsException e) {
            throw new MalformedRecordException("nested too deeply, or a name or number too long");
        } catch (JsonProcessingException e) {
            throw new MalformedRecordException(
                    "no JSON, at character " + e.getLocation().getCharOffset());
        } catch (IOException e) {
            throw new MalformedRecordException("no UTF-8");
        }
    }

    /** Jackson accepts overlong forms and detects UTF-16; the JDK's decoder accepts nothing but UTF-8. */
    private static JsonParser parser(InputStream body) throws IOException {
        return JSON.createParser(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()));
    }

    /** Takes the parser's current token; returns whether it closes the record. */
    boolean take(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (depth > 0) {
            inside(token, json);
        } else if (token == JsonToken.FIELD_NAME) {
            member = names.of(json.currentName());
            if (!names.isFirst(member)) {
                isWrong("a member twice");
            }
        } else if (token != JsonToken.END_OBJECT) {
            member(token, json);
        } else {
            return true;
        }
        return false;
    }

    /** Returns the image's id, as far as it was read; or null. */
    @Nullable
    String id() {
        return members.id;
    }

    /**
     * Returns the image, once the record is closed.
     *
     * @throws MalformedRecordException if the record has no id, or a member that cannot be read
     */
    Image image() throws MalformedRecordException {
        if (problem != null || members.id == null) {
            throw new MalformedRecordException(problem == null ? "no id" : problem);
        }
        return members.image(members.id);
    }

    private void isWrong(String reason) {
        problem = problem == null ? reason : problem;
    }

    private void member(JsonToken token, JsonParser json) throws IOException {
        try {
            if (token.isStructStart()) {
                begin(json);
            } else {
                scalar(json);
            }
        } catch (MalformedRecordException e) {
            isWrong(e.reason());
        }
    }

    private void scalar(JsonParser json) throws IOException, MalformedRecordException {
        switch (member.text()) {
            case "id" -> members.id = text(json);
            case "name" -> members.name = textOrNull(json);
            // Of whatever type, as in Nova: what is none of Glance's words is an unknown status, or private.
            case "status" -> members.status = json.getText();
            case "visibility" -> members.visibility = json.getText();
            case "owner" -> members.owner = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
            case "created_at" -> members.created = time(json);
            case "updated_at" -> members.updated = time(json);
            case "min_ram" -> members.minRam = WholeNumber.of(member.text(), json);
            case "min_disk" -> members.minDisk = WholeNumber.of(member.text(), json);
            case "size" -> members.size = WholeNumber.of(member.text(), json);
            default -> {
                if (member.isProperty()) {
                    property(json);
                }
            }
        }
    }

    /** An object or a list is understood at its end, since it may arrive in parts. */
    private void begin(JsonParser json) throws IOException {
        depth = 1;
        switch (member.text()) {
            case "id", "name", "status", "created_at", "updated_at" -> isWrong(member.text() + " is no text");
            default -> {
                if (member.isProperty()) {
                    value = new TokenBuffer(json);
                    value.copyCurrentEvent(json);
                }
            }
        }
    }

    private void inside(JsonToken token, JsonParser json) throws IOException {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        // An empty object or list is 0 to Nova.
        if (depth > 0 && isWholeNumber()) {
            isWrong(member.text() + " is no whole number");
        }
        if (value == null) {
            return;
        }
        if (depth >= PropertyParser.MAX_DEPTH) {
            isWrong("nested too deeply");
            value = null;
            return;
        }
        value.copyCurrentEvent(json);
        if (depth == 0) {
            nested(value);
            value = null;
        }
    }

    private boolean isWholeNumber() {
        return member.text().equals("min_ram")
                || member.text().equals("min_disk")
                || member.text().equals("size");
    }

    /** Jackson's token buffer reports a number beyond all bounds with the JDK's exception. */
    private void nested(TokenBuffer tokens) throws IOException {
        JsonParser whole = tokens.asParser();
        whole.nextToken();
        try {
            property(whole);
        } catch (NumberFormatException e) {
            isWrong("a number beyond all bounds");
        } catch (JsonProcessingException e) {
            isWrong("a member twice in " + WellFormed.text(member.text()));
        }
    }

    private void property(JsonParser json) throws IOException {
        members.metadata.add(new Property(WellFormed.text(member.text()), PropertyParser.value(member.text(), json)));
    }

    private String text(JsonParser json) throws IOException, MalformedRecordException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedRecordException(member.text() + " is no text");
        }
        return WellFormed.text(json.getText());
    }

    /** A number or a flag is shown as its text: Nova shows it as it is. */
    private static @Nullable String textOrNull(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_NULL ? null : WellFormed.text(json.getText());
    }

    private @Nullable String time(JsonParser json) throws IOException, MalformedRecordException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String utc = IsoTime.utc(text(json));
        if (utc == null) {
            throw new MalformedRecordException(member.text() + " is no ISO 8601 time");
        }
        return utc;
    }
}
