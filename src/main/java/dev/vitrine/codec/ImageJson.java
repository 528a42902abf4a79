package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import dev.vitrine.model.View;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes images in JSON. The members of every object are sorted by code point. */
final class ImageJson {
    private final ResponseTemplate.Builder template;
    private final JsonGenerator json;

    ImageJson(ResponseTemplate.Builder template, JsonGenerator json) {
        this.template = template;
        this.json = json;
    }

    /** Returns the document of a single image. */
    static ResponseTemplate document(ResponseTemplate.Builder template, Image image, View view) {
        JsonText.write(template.out(), json -> {
            json.writeFieldName("image");
            new ImageJson(template, json).image(image, view);
        });
        return template.build();
    }

    /** Writes an image as an entry of a brief list: id, name and links. */
    void indexEntry(Image image) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", image.id());
        imageLinks(image.id());
        json.writeStringField("name", image.name());
        json.writeEndObject();
    }

    /** Writes an image with all its attributes. */
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
        MetadataDocument.json(json, image.metadata());
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
        link(Placeholder.SELF, "/images/", id, "self", null);
        link(Placeholder.BOOKMARK, "/images/", id, "bookmark", null);
        link(Placeholder.ALTERNATE, "/images/", id, "alternate", "application/vnd.openstack.image");
        json.writeEndArray();
    }

    private void server(@Nullable String id) throws IOException {
        if (id != null) {
            json.writeObjectFieldStart("server");
            json.writeStringField("id", id);
            json.writeArrayFieldStart("links");
            link(Placeholder.SELF, "/servers/", id, "self", null);
            link(Placeholder.BOOKMARK, "/servers/", id, "bookmark", null);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void link(Placeholder base, String path, String id, String rel, @Nullable String type) throws IOException {
        json.writeStartObject();
        json.writeFieldName("href");
        json.writeRawValue("\"");
        json.flush();
        template.placeholder(base);
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
