package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON to a template. A text of plain ASCII, as nearly every text of an image is, is copied; any other is escaped by
 * Jackson. The caller writes the punctuation.
 *
 * <p>What is written is in the template after {@link #flush} only. Not thread-safe.
 */
final class JsonWriter {
    /** A generator writes one text at a time, so nothing separates what it writes. */
    private static final JsonFactory TEXTS =
            new JsonFactoryBuilder().rootValueSeparator((String) null).build();

    /** More than is written between two placeholders of nearly every image. */
    private static final int BUFFER_BYTES = 512;

    private final ResponseTemplate.Builder template;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int count;
    private @Nullable JsonGenerator escaping;

    JsonWriter(ResponseTemplate.Builder template) {
        this.template = template;
    }

    /** Writes plain ASCII as it is. */
    @SuppressWarnings("deprecation") // The only method that copies ASCII without an intermediate array.
    JsonWriter raw(String ascii) {
        int done = 0;
        while (done < ascii.length()) {
            if (count == BUFFER_BYTES) {
                flush();
            }
            int run = Math.min(BUFFER_BYTES - count, ascii.length() - done);
            ascii.getBytes(done, done + run, buffer, count);
            count += run;
            done += run;
        }
        return this;
    }

    /** Writes a value that is JSON already. */
    JsonWriter json(String value) {
        if (isPlain(value)) {
            return raw(value);
        }
        flush();
        template.writeBytes(value.getBytes(UTF_8));
        return this;
    }

    /** Writes a text as a JSON string, or null. */
    JsonWriter text(@Nullable String text) {
        if (text == null) {
            return raw("null");
        } else if (isPlain(text)) {
            return raw("\"").raw(text).raw("\"");
        }
        escape(text);
        return this;
    }

    private void escape(String text) {
        flush();
        try {
            if (escaping == null) {
                escaping = TEXTS.createGenerator(template.out());
            }
            escaping.writeString(text);
            escaping.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected failure of an in-memory stream", e);
        }
    }

    /** Returns whether the text is ASCII in which JSON escapes nothing. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Writes a whole number. */
    JsonWriter number(long number) {
        return raw(Long.toString(number));
    }

    /** Writes the beginning of a link, which depends on the request. */
    JsonWriter placeholder(Placeholder placeholder) {
        flush();
        template.placeholder(placeholder);
        return this;
    }

    /** Moves what has been written to the template. */
    void flush() {
        template.write(buffer, 0, count);
        count = 0;
    }
}
