package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes small JSON documents to memory, and escapes JSON strings. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** Writes the members of an object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns a generator that writes to an in-memory stream. */
    static JsonGenerator generator(OutputStream out) {
        try {
            return JSON.createGenerator(out);
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected failure of an in-memory stream", e);
        }
    }

    /** Returns an object with these members, in UTF-8. */
    static byte[] document(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(out, members);
        return out.toByteArray();
    }

    /** Writes an object with these members to an in-memory stream. */
    static void write(OutputStream out, Members members) {
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected failure of an in-memory stream", e);
        }
    }

    /** Returns the text escaped for use between the quotes of a JSON string. */
    static String escaped(String text) {
        return JsonWriter.isPlain(text)
                ? text
                : String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
