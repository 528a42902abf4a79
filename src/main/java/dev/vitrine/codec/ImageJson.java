package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Hole;
import dev.vitrine.model.View;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes an image in JSON, the members of every object sorted by code point. */
final class ImageJson {
    private final ResponseTemplate.Draft draft;
    private final JsonGenerator json;

    ImageJson(ResponseTemplate.Draft draft, JsonGenerator json) {
        this.draft = draft;
        this.json = json;
    }

    /** Returns the document of one image. */
    static ResponseTemplate document(Image image, View view) {
        ResponseTemplate.Draft draft = new ResponseTemplate.Draft();
        JsonText.write(draft.out(), json -> {
            json.writeFieldName("image");
            new ImageJson(draft, json).image(image, view);
        });
        return draft.finish();
    }

    /** Writes the entry of an index. */
    void indexEntry(Image image) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", image.id());
        imageLinks(image.id());
        json.writeStringField("name", image.name());
        json.writeEndObject();
    }

    /** Writes a whole image. */
    void image(Image image, View view) throws IOException {
        json.writeStartObject();
        if (view.diskConfig() && image.diskConfig() != null) {
            json.writeStringField("OS-DCF:diskConfig", image.diskConfig());
        }
        if (view.imageSize()) {
            json.writeNumberField("OS-EXT-IMG-SIZE:size", image.size());
        }
        json.writeStringField("created", image.created());
        json.writeStringField("id", image.id());
        imageLinks(image.id());
        json.writeFieldName("metadata");
        MetadataJson.object(json, image.metadata());
        json.writeNumberField("minDisk", image.minDisk());
        json.writeNumberField("minRam", image.minRam());
        json.writeStringField("name", image.name());
        json.writeNumberField("progress", image.status().progress());
        server(image.server());
        json.writeStringField("status", image.status().word());
        json.writeStringField("updated", image.updated());
        json.writeEndObject();
    }

    private void imageLinks(String id) throws IOException {
        json.writeArrayFieldStart("links");
        link(Hole.SELF, "/images/", id, "self", null);
        link(Hole.BOOKMARK, "/images/", id, "bookmark", null);
        link(Hole.ALTERNATE, "/images/", id, "alternate", "application/vnd.openstack.image");
        json.writeEndArray();
    }

    private void server(@Nullable String id) throws IOException {
        if (id != null) {
            json.writeObjectFieldStart("server");
            json.writeStringField("id", id);
            json.writeArrayFieldStart("links");
            link(Hole.SELF, "/servers/", id, "self", null);
            link(Hole.BOOKMARK, "/servers/", id, "bookmark", null);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void link(Hole beginning, String path, String id, String rel, @Nullable String type) throws IOException {
        json.writeStartObject();
        json.writeFieldName("href");
        json.writeRawValue("\"");
        json.flush();
        draft.hole(beginning);
        json.writeRaw(path);
        json.writeRaw(JsonText.escaped(id));
        json.writeRaw('"');
        json.writeStringField("rel", rel);
        if (type != null) {
            json.writeStringField("type", type);
        }
        json.writeEndObject();
    }
}
