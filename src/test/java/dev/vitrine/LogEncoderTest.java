package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogEncoderTest {
    private static LoggingEvent event(String message, Throwable cause, Object... arguments) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "here", context.getLogger("dev.vitrine.http.Exchange"), Level.WARN, message, cause, arguments);
        event.setInstant(Instant.parse("2026-11-25T18:40:15.023Z"));
        return event;
    }

    private static String encode(boolean isText, LoggingEvent event) {
        return new String(new LogEncoder(isText).encode(event), UTF_8);
    }

    @Test
    void textFormatIsALine() {
        assertThat(encode(true, event("{} of {} is gone\u20ac", null, "one", 2)))
                .isEqualTo("2026-11-25T18:40:15.023Z WARN  Exchange: one of 2 is gone\u20ac\n");
    }

    @Test
    void jsonFormatIsOneObjectPerLine() {
        String line = encode(false, event("{} is \"gone\"\u20ac", null, "a\nb"));

        assertThat(line).matches("[ -~]+\\n");
        assertThat(new JsonObject(line))
                .isEqualTo(new JsonObject()
                        .put("ts", "2026-11-25T18:40:15.023Z")
                        .put("type", "log")
                        .put("level", "WARN")
                        .put("logger", "Exchange")
                        .put("message", "a\nb is \"gone\"\u20ac"));
    }

    @Test
    void aLineAboutARequestInATraceHasItsIds() {
        LoggingEvent line = event("gone", null);
        line.addKeyValuePair(new KeyValuePair("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"));
        line.addKeyValuePair(new KeyValuePair("span_id", "00f067aa0ba902b7"));

        assertThat(encode(true, line))
                .endsWith(": gone trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7\n");
        assertThat(new JsonObject(encode(false, line)))
                .contains(entry("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"), entry("span_id", "00f067aa0ba902b7"));
    }

    @Test
    void argumentsAreEscapedAndTruncated() {
        assertThat(encode(true, event("{} failed", null, "/a\r\n\u001b[2J\u009b")))
                .contains(": /a\\u000d\\u000a\\u001b[2J\\u009b failed\n");
        assertThat(encode(true, event("{} failed", null, "x".repeat(5_000))))
                .contains(": " + "x".repeat(256) + "... failed\n");
        assertThat(encode(false, event("{} failed", null, "x".repeat(5_000)))).hasSizeLessThan(450);
    }

    @Test
    void stackTraceIsInTheObjectOrAfterTheLine() {
        IllegalStateException bug = new IllegalStateException("x");

        String json = encode(false, event("a bug", bug));

        assertThat(json).hasLineCount(1);
        assertThat(new JsonObject(json).getString("trace"))
                .contains("IllegalStateException: x", "at dev.vitrine.LogEncoderTest");
        assertThat(encode(true, event("a bug", bug))).contains("Exchange: a bug\n", "\tat dev.vitrine.LogEncoderTest");
    }
}
