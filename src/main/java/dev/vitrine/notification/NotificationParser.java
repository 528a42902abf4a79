package dev.vitrine.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.IsoTime;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the messages that oslo.messaging publishes for Glance: bare (driver {@code messaging}) or as a string in an
 * envelope (driver {@code messagingv2}).
 *
 * <p>Every event type that begins with {@code image.} is a change, except for {@code image.send}, which is a download. The
 * image's id is the payload's {@code id}, or its {@code image_id} for {@code image.member.}. For a failed upload the payload
 * is an error message with the id in it ({@code glance/notifier.py}).
 *
 * <p>Parses no more of a message than necessary, because there can be thousands of downloads, and a change of an image with
 * large properties has a message of many megabytes. Event type, id and time stand before the properties
 * ({@code oslo_messaging/notify/notifier.py}, {@code glance/notifier.py}). One instance per message.
 */
final class NotificationParser {
    /** How much of a message is parsed, in bytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final Notification IGNORED = new Notification.Ignored();
    private static final Notification UNREADABLE = new Notification.Unreadable();
    private static final JsonFactory JSON = new JsonFactory();
    private static final String IMAGE = "image.";
    private static final String MEMBERS = "image.member.";
    private static final Set<String> PROOFS = Set.of("image.create", "image.update", "image.activate", "image.delete");

    private String type = "";
    private @Nullable String imageId;
    private @Nullable String memberImageId;
    private @Nullable String updated;
    private @Nullable String errorMessage;
    private boolean hasPayloadEnded;

    private NotificationParser() {}

    /** Returns the content of a message, of which at most {@link #MAX_BYTES} are looked at. */
    static Notification parse(byte[] body) {
        NotificationParser parser = new NotificationParser();
        int length = Math.min(body.length, MAX_BYTES);
        try (JsonParser json = JSON.createParser(body, 0, length)) {
            parser.read(json, body, length);
        } catch (IOException e) {
            // What ends where the parser stops looking is not broken for that.
            return length < body.length ? parser.notification() : UNREADABLE;
        }
        return parser.notification();
    }

    /** Reads a message, bare or in an envelope: null bytes stand for one that was in an envelope. */
    private void read(JsonParser json, byte @Nullable [] body, int length) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (body != null && name.equals("oslo.message") && value == JsonToken.VALUE_STRING) {
                readEnveloped(body, (int) json.currentTokenLocation().getByteOffset() + 1, length);
            } else if (name.equals("event_type") && value == JsonToken.VALUE_STRING) {
                type = json.getText();
            } else if (name.equals("payload")) {
                readPayload(json, value);
            } else {
                json.skipChildren();
            }
            if (isComplete()) {
                return;
            }
        }
    }

    private void readEnveloped(byte[] body, int start, int end) throws IOException {
        try (JsonParser json = JSON.createParser(new JsonStringStream(body, start, end))) {
            read(json, null, 0);
        }
    }

    private void readPayload(JsonParser json, JsonToken start) throws IOException {
        if (start == JsonToken.VALUE_STRING) {
            errorMessage = json.getText();
        }
        if (start != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
            switch (name) {
                case "id" -> imageId = isText ? json.getText() : null;
                case "image_id" -> memberImageId = isText ? json.getText() : null;
                case "updated_at" -> updated = isText ? json.getText() : null;
                default -> {
                    // Not read: a text may be long.
                }
            }
            json.skipChildren();
            if (isComplete()) {
                return;
            }
        }
        hasPayloadEnded = true;
    }

    /** Whether nothing that follows could matter. */
    private boolean isComplete() {
        boolean isOfMembers = type.startsWith(MEMBERS);
        boolean isKnown = isOfMembers ? memberImageId != null : imageId != null && updated != null;
        return isIgnored() || (!type.isEmpty() && (isKnown || hasPayloadEnded || errorMessage != null));
    }

    /** Whether the event type is known and is not a change of an image. */
    private boolean isIgnored() {
        return !type.isEmpty() && (!type.startsWith(IMAGE) || type.equals("image.send"));
    }

    private Notification notification() {
        if (type.isEmpty()) {
            return UNREADABLE;
        }
        if (isIgnored()) {
            return IGNORED;
        }
        boolean isOfMembers = type.startsWith(MEMBERS);
        String named = isOfMembers ? memberImageId : imageId;
        ImageId id = named == null ? null : ImageId.parse(named.toLowerCase(Locale.ROOT));
        if (id == null) {
            return withoutId();
        }
        return isOfMembers
                ? new Notification.Changed(id, null, "members", false)
                : new Notification.Changed(
                        id, updated == null ? null : IsoTime.utc(updated), "image", PROOFS.contains(type));
    }

    /** A errorMessage without an id tells of an upload that failed before anything was changed. */
    private Notification withoutId() {
        if (errorMessage == null) {
            return UNREADABLE;
        }
        for (int i = 0; i + ImageId.LENGTH <= errorMessage.length(); i++) {
            ImageId id =
                    ImageId.parse(errorMessage.substring(i, i + ImageId.LENGTH).toLowerCase(Locale.ROOT));
            if (id != null) {
                return new Notification.Changed(id, null, "image", false);
            }
        }
        return IGNORED;
    }
}
