package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Small JSON documents, and text as it stands between the quotes of a JSON string. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** What writes the members of a document's object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns a generator that writes to a stream in memory. */
    static JsonGenerator generator(OutputStream out) {
        try {
            return JSON.createGenerator(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory does not fail", e);
        }
    }

    /** Returns an object with these members, in UTF-8. */
    static byte[] document(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(out, members);
        return out.toByteArray();
    }

    /** Writes an object with these members to a stream in memory. */
    static void write(OutputStream out, Members members) {
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory does not fail", e);
        }
    }

    /** Returns the escaped text. */
    static String escaped(String text) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
