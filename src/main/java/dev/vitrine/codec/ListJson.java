package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes a list in JSON. The list is left open, so that the link to the next page can follow it. */
final class ListJson implements ListWriter.Entries {
    private final JsonGenerator json;
    private final ImageJson images;
    private final View view;
    private final boolean detail;

    ListJson(ResponseTemplate.Draft draft, View view, boolean detail) {
        this.json = JsonText.generator(draft.out());
        this.images = new ImageJson(draft, json);
        this.view = view;
        this.detail = detail;
    }

    @Override
    public void begin() {
        write(() -> {
            json.writeStartObject();
            json.writeArrayFieldStart("images");
        });
    }

    @Override
    public void add(Image image) {
        write(() -> {
            if (detail) {
                images.image(image, view);
            } else {
                images.indexEntry(image);
            }
        });
    }

    @Override
    public void finish() {
        write(json::flush);
    }

    static byte[] end(@Nullable String next) {
        if (next == null) {
            return "]}".getBytes(UTF_8);
        }
        // The object that is written here is the one that begin() opened: its brace is taken off again.
        byte[] links = JsonText.document(json -> {
            json.writeArrayFieldStart("images_links");
            json.writeStartObject();
            json.writeStringField("href", next);
            json.writeStringField("rel", "next");
            json.writeEndObject();
            json.writeEndArray();
        });
        return ("]," + new String(links, 1, links.length - 1, UTF_8)).getBytes(UTF_8);
    }

    /** Something written to a stream in memory. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory does not fail", e);
        }
    }
}
