package dev.vitrine.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vitrine.model.ImageId;
import dev.vitrine.notification.Notification.Changed;
import dev.vitrine.notification.Notification.Ignored;
import dev.vitrine.notification.Notification.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that were captured from Glance, and invalid ones. */
class NotificationParserTest {
    private static final ImageId CAPTURED = ImageId.parse("b477911f-0d99-4a22-af6b-0f33bdcc5623");
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";

    private static byte[] captured(String type) throws IOException {
        try (InputStream file = NotificationParserTest.class.getResourceAsStream("/notifications/" + type + ".json")) {
            return Objects.requireNonNull(file, type).readAllBytes();
        }
    }

    /** Returns the message as Glance publishes it with the driver {@code messaging}. */
    private static byte[] bare(byte[] enveloped) throws IOException {
        return new ObjectMapper()
                .readTree(enveloped)
                .path("oslo.message")
                .textValue()
                .getBytes(UTF_8);
    }

    private static Notification parse(String json) {
        return NotificationParser.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "image.create, image, true, 2026-11-25T21:59:59Z",
        "image.prepare, image, false, 2026-11-25T22:00:00Z",
        "image.upload, image, false, 2026-11-25T22:00:00Z",
        "image.activate, image, true, 2026-11-25T22:00:00Z",
        "image.update, image, true, 2026-11-25T22:00:01Z",
        "image.delete, image, true, 2026-11-25T22:00:02Z",
        "image.member.create, members, false,",
        "image.member.update, members, false,",
        "image.member.delete, members, false,"
    })
    void everyNotificationAboutAnImageIsAChangeOfItWithBothDrivers(
            String type, String kind, boolean isProof, String updated) throws IOException {
        Changed expected = new Changed(CAPTURED, updated, kind, isProof);

        assertThat(NotificationParser.parse(captured(type))).isEqualTo(expected);
        assertThat(NotificationParser.parse(bare(captured(type)))).isEqualTo(expected);
    }

    @Test
    void downloadChangesNothing() throws IOException {
        assertThat(NotificationParser.parse(captured("image.send"))).isEqualTo(new Ignored());
        assertThat(NotificationParser.parse(bare(captured("image.send")))).isEqualTo(new Ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event_type': 'task.create', 'payload': {'id': '" + ID + "'}}",
                "{'event_type': 'metadef_namespace.delete_tags', 'payload': {'id': '" + ID + "'}}",
                "{'payload': {'id': '" + ID + "'}, 'event_type': 'compute.instance.exists'}",
                "{'event_type': 'images', 'payload': 7}",
                "{'event_type': 'image.upload', 'payload': 'Image storage media is full: no space left'}"
            })
    void notificationThatIsNotAboutAnImageIsIgnored(String message) {
        assertThat(parse(message)).isEqualTo(new Ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event_type': 'image.frobnicate', 'payload': {'id': '" + ID + "', 'x': [1, {'id': 'y'}]}}",
                "{'payload': {'properties': {'id': 'x', 'image_id': 'y'}, 'id': '" + ID
                        + "', 'owner': null}, '_context_user': {'id': 'x'}, 'event_type': 'image.frobnicate'}",
                "{'event_type': 'image.frobnicate', 'payload': {'id': '70A599E0-31E7-49b7-b260-868f441e862b'}}",
                "{'event_type': 'image.upload', 'priority': 'ERROR', 'payload': 'Cannot save data for image " + ID
                        + ": disk'}",
                "{'event_type': 'image.upload', 'payload': '" + ID + "'}"
            })
    void unknownTypeAndErrorMessageAreChangesOfTheNamedImage(String message) {
        assertThat(parse(message)).isEqualTo(new Changed(ImageId.parse(ID), null, "image", false));
    }

    @Test
    void invalidTimeIsNotUsed() {
        assertThat(parse("{'event_type': 'image.update', 'payload': {'id': '" + ID + "', 'updated_at': 'tomorrow'}}"))
                .isEqualTo(new Changed(ImageId.parse(ID), null, "image", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{}",
                "nonsense",
                "{'event_type': 7}",
                "{'event_type': 'image.update'}",
                "{'event_type': 'image.update', 'payload': {}}",
                "{'event_type': 'image.update', 'payload': []}",
                "{'event_type': 'image.update', 'payload': {'id': 7}}",
                "{'event_type': 'image.update', 'payload': {'id': 'x'}}",
                "{'event_type': 'image.member.delete', 'payload': {'id': '" + ID + "'}}",
                "{'event_type': 'image.update', 'payload': {'id': '" + ID + "'",
                "{'oslo.version': '2.0'}",
                "{'oslo.version': '2.0', 'oslo.message': {'event_type': 'image.send'}}",
                "{'oslo.version': '2.0', 'oslo.message': ''}",
                "{'oslo.version': '2.0', 'oslo.message': '{'}",
                "{'oslo.message': '{\\'oslo.message\\': \\'{}\\'}'}"
            })
    void invalidMessageIsUnreadable(String message) {
        assertThat(parse(message)).isEqualTo(new Unreadable());
    }

    @Test
    void invalidUtf8AndDeepNestingAreUnreadable() {
        assertThat(NotificationParser.parse(new byte[] {'{', '"', (byte) 0xFF, '"', ':'}))
                .isEqualTo(new Unreadable());
        assertThat(parse("{'a': " + "[".repeat(100_000))).isEqualTo(new Unreadable());
    }

    @Test
    void longMessageIsParsedUpToOneMebibyte() {
        String message = "{'x': '";
        String end = "', 'event_type': 'image.update', 'payload': {'id': '" + ID + "'}}";
        byte[] longest = filled(message, NotificationParser.MAX_BYTES, end);

        assertThat(NotificationParser.parse(longest)).isInstanceOf(Changed.class);
        assertThat(NotificationParser.parse(filled(message, NotificationParser.MAX_BYTES + 10, end)))
                .isEqualTo(new Unreadable());
    }

    private static byte[] filled(String start, int length, String end) {
        return (start + "x".repeat(length - start.length() - end.length()) + end)
                .replace('\'', '"')
                .getBytes(UTF_8);
    }

    /** As many and as long as Glance allows, of characters that are escaped, twice in the envelope. */
    @ParameterizedTest
    @CsvSource({
        "image.update, image, true, 2026-11-25T22:00:01Z, a",
        "image.update, image, true, 2026-11-25T22:00:01Z, \\u0001",
        "image.update, image, true, 2026-11-25T22:00:01Z, \\ud83d\\ude00",
        "image.update, image, true, 2026-11-25T22:00:01Z, \\\"",
        "image.activate, image, true, 2026-11-25T22:00:00Z, \u00fc",
        "image.delete, image, true, 2026-11-25T22:00:02Z, a"
    })
    void imageWithLargePropertiesIsTheOnlyOneThatIsChanged(
            String type, String kind, boolean isProof, String updated, String character) throws IOException {
        Changed expected = new Changed(CAPTURED, updated, kind, isProof);
        for (int bytes : new int[] {20_000, 2 << 20}) {
            byte[] bare = withLargeProperties(bare(captured(type)), character, bytes);
            byte[] enveloped = JsonNodeFactory.instance
                    .objectNode()
                    .put("oslo.version", "2.0")
                    .put("oslo.message", new String(bare, UTF_8))
                    .toString()
                    .getBytes(UTF_8);

            assertThat(NotificationParser.parse(bare)).isEqualTo(expected);
            assertThat(NotificationParser.parse(enveloped)).isEqualTo(expected);
        }
    }

    @Test
    void ofAMessageOfFortyMebibytesOnlyTheBeginningIsRead() throws IOException {
        byte[] beginning = captured("image.update");
        byte[] message = Arrays.copyOf(beginning, 40 << 20);
        int properties = new String(beginning, UTF_8).indexOf("debian");
        Arrays.fill(message, properties, message.length, (byte) 'x');

        assertThat(NotificationParser.parse(message))
                .isEqualTo(new Changed(CAPTURED, "2026-11-25T22:00:01Z", "image", true));
    }

    private static byte[] withLargeProperties(byte[] bare, String character, int bytes) {
        String value = character.repeat(bytes / 128 / character.length());
        StringBuilder properties = new StringBuilder("\"properties\": {");
        for (int i = 0; i < 128; i++) {
            properties.append("\"p").append(i).append("\": \"").append(value).append("\", ");
        }
        String message = new String(bare, UTF_8);
        assertThat(message).contains("\"properties\": {\"");
        return message.replace("\"properties\": {", properties.toString()).getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'oslo.version': '2.0', 'oslo.message': '{\\'event_type\\': \\'image.update\\', \\'payload\\': {\\'id\\':"
                        + " \\'" + ID + "\\'}}'}",
                "{'oslo.message': '{\\'event\\u005ftype\\':\\'image.update\\',\\'payload\\':{\\'x\\':{\\'id\\':[\\'\\\\u00e9\\'"
                        + "]},\\'id\\':\\'" + ID + "\\'}}', 'oslo.version': '2.0'}",
                "\t{ 'x' : '\u20ac' ,'oslo.message'\n:\r '\\n{\\t\\'event_type\\' : \\'image.update\\' , \\'payload\\' :"
                        + " {\\'name\\':\\'\u20ac\\ud83d\\ude00\\', \\'id\\': \\'" + ID + "\\'} } ' } "
            })
    void envelopeIsUnescapedHoweverItIsWritten(String message) {
        assertThat(parse(message)).isEqualTo(new Changed(ImageId.parse(ID), null, "image", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'oslo.message': '\\",
                "{'oslo.message': '\\u00",
                "{'oslo.message': '\\x'}",
                "{'oslo.message': '\\u12x4'}",
                "{'oslo.message': '\\ud83d'}",
                "{'oslo.message': '\\ud83d\\n'}",
                "{'oslo.message': '{\\'event_type\\': \\'image.update\\', \\'payload\\': {\\'id\\': \\'" + ID + "\\'"
            })
    void brokenEnvelopeIsUnreadable(String message) {
        assertThat(parse(message)).isEqualTo(new Unreadable());
    }

    @Test
    void longMessageThatNamesNoImageInItsFirstMebibyteIsUnreadable() {
        String broken = "{'event_type': 'image.update', 'payload': {'x': '";

        assertThat(NotificationParser.parse(filled(broken, 2 << 20, "', 'id': '" + ID + "'}}")))
                .isEqualTo(new Unreadable());
        assertThat(NotificationParser.parse(filled("{'payload': {'id': '" + ID + "', 'x': '", 2 << 20, "'}}")))
                .isEqualTo(new Unreadable());
    }

    @Test
    void theLongestMessageThatIsTakenDependsOnTheHeap() {
        assertThat(Broker.maxMessageBytes(64L << 20)).isEqualTo(16 << 20);
        assertThat(Broker.maxMessageBytes(384L << 20)).isEqualTo(48 << 20);
        assertThat(Broker.maxMessageBytes(512L << 20)).isEqualTo(64 << 20);
        assertThat(Broker.maxMessageBytes(64L << 30)).isEqualTo(64 << 20);
    }

    /** Every byte of every message is changed in turn, and nothing is thrown. */
    @Test
    void noDamagedByteThrows() throws IOException {
        for (String type : new String[] {"image.update", "image.member.delete", "image.send"}) {
            byte[] body = captured(type);
            for (int i = 0; i < body.length; i++) {
                for (byte other : new byte[] {0, '"', '{', '}', '\\', (byte) 0xFF}) {
                    byte[] broken = Arrays.copyOf(body, body.length);
                    broken[i] = other;
                    assertThat(NotificationParser.parse(broken)).isNotNull();
                }
            }
        }
    }
}
