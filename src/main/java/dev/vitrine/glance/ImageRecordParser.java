package dev.vitrine.glance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
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
 */
final class ImageRecordParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names would never be freed, and tenants choose them.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PropertyParser.MAX_DEPTH)
                    .build())
            .build();

    private final Set<String> moreBaseProperties;
    private final List<Property> metadata = new ArrayList<>();
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String status;
    private @Nullable String created;
    private @Nullable String updated;
    private @Nullable String owner;
    private String visibility = "";
    private long minRam;
    private long minDisk;
    private long size;

    /** The member whose value follows. */
    private String member = "";

    /** The number of open objects and lists of that value. */
    private int depth;

    /** The tokens of that value so far, if it is shown and an object or a list. */
    private @Nullable TokenBuffer value;

    /** Begins after the brace that opens the record. */
    ImageRecordParser(Set<String> moreBaseProperties) {
        this.moreBaseProperties = moreBaseProperties;
    }

    /**
     * Returns the image in a whole body.
     *
     * @throws MalformedRecordException if the body is not exactly one record with members of the types that Glance uses
     */
    static Image parse(InputStream body, Set<String> moreBaseProperties) throws MalformedRecordException {
        try (JsonParser json = parser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedRecordException("no JSON object");
            }
            ImageRecordParser record = new ImageRecordParser(moreBaseProperties);
            do {
                json.nextToken();
            } while (!record.take(json));
            Image image = record.image();
            if (json.nextToken() != null) {
                throw new MalformedRecordException("more behind the record");
            }
            return image;
        } catch (StreamConstraintsException e) {
            throw new MalformedRecordException("nested too deeply, or a name, text or number too long");
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
    boolean take(JsonParser json) throws IOException, MalformedRecordException {
        JsonToken token = json.currentToken();
        if (depth > 0) {
            inside(token, json);
        } else if (token == JsonToken.FIELD_NAME) {
            member = json.currentName();
        } else if (token != JsonToken.END_OBJECT) {
            member(json);
        } else {
            return true;
        }
        return false;
    }

    /**
     * Returns the image, once the record is closed.
     *
     * @throws MalformedRecordException if the record has no id or no status
     */
    Image image() throws MalformedRecordException {
        if (id == null || status == null) {
            throw new MalformedRecordException("no id or no status");
        }
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

    private void member(JsonParser json) throws IOException, MalformedRecordException {
        switch (member) {
            case "id" -> id = text(member, json);
            case "name" -> name = textOrNull(member, json);
            case "status" -> status = text(member, json);
            case "visibility" -> visibility = text(member, json);
            case "owner" -> owner(json);
            case "created_at" -> created = time(member, json);
            case "updated_at" -> updated = time(member, json);
            case "min_ram" -> minRam = whole(member, json);
            case "min_disk" -> minDisk = whole(member, json);
            case "size" -> size = whole(member, json);
            default -> other(json);
        }
    }

    /** Of whatever type: an owner that is no text is none. */
    private void owner(JsonParser json) throws IOException, MalformedRecordException {
        owner = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
        other(json);
    }

    private void other(JsonParser json) throws IOException, MalformedRecordException {
        boolean isProperty = !BaseAttributes.NAMES.contains(member) && !moreBaseProperties.contains(member);
        if (json.currentToken().isStructStart()) {
            value = isProperty ? new TokenBuffer(json) : null;
            inside(json.currentToken(), json);
        } else if (isProperty) {
            property(json);
        }
    }

    /** An object or a list is understood at its end, since it may arrive in parts. */
    private void inside(JsonToken token, JsonParser json) throws IOException, MalformedRecordException {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (value == null) {
            return;
        }
        value.copyCurrentEvent(json);
        if (depth == 0) {
            JsonParser whole = value.asParser();
            whole.nextToken();
            nested(whole);
        }
    }

    /** Jackson's token buffer reports a number beyond all bounds with the JDK's exception. */
    private void nested(JsonParser json) throws IOException, MalformedRecordException {
        try {
            property(json);
        } catch (NumberFormatException e) {
            throw new MalformedRecordException("a number beyond all bounds");
        }
    }

    private void property(JsonParser json) throws IOException {
        metadata.add(new Property(WellFormed.text(member), PropertyParser.value(member, json)));
    }

    private static String text(String member, JsonParser json) throws IOException, MalformedRecordException {
        String text = textOrNull(member, json);
        if (text == null) {
            throw new MalformedRecordException(member + " is null");
        }
        return text;
    }

    private static @Nullable String textOrNull(String member, JsonParser json)
            throws IOException, MalformedRecordException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> WellFormed.text(json.getText());
            default -> throw new MalformedRecordException(member + " is no text");
        };
    }

    private static @Nullable String time(String member, JsonParser json) throws IOException, MalformedRecordException {
        String text = textOrNull(member, json);
        String utc = text == null ? null : IsoTime.utc(text);
        if (text != null && utc == null) {
            throw new MalformedRecordException("a time that is not ISO 8601");
        }
        return utc;
    }

    private static long whole(String member, JsonParser json) throws IOException, MalformedRecordException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> 0;
            case VALUE_NUMBER_INT -> json.getLongValue();
            default -> throw new MalformedRecordException(member + " is no whole number");
        };
    }
}
