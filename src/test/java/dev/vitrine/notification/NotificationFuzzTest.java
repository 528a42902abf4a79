package dev.vitrine.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vitrine.notification.Notification.Changed;

/** Random messages, with and without an envelope, never throw. */
class NotificationFuzzTest {
    @FuzzTest
    void notification(byte[] body) {
        check(NotificationParser.parse(body));
        String enveloped = JsonNodeFactory.instance
                .objectNode()
                .put("oslo.version", "2.0")
                .put("oslo.message", new String(body, UTF_8))
                .toString();
        check(NotificationParser.parse(enveloped.getBytes(UTF_8)));
    }

    private static void check(Notification notification) {
        if (notification instanceof Changed changed) {
            assertThat(changed.id().canonical()).isTrue();
            assertThat(changed.kind()).isIn("image", "members");
        } else {
            assertThat(notification).isInstanceOfAny(Notification.Ignored.class, Notification.Unreadable.class);
        }
    }
}
