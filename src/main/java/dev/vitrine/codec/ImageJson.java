package dev.vitrine.codec;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Placeholder;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/** Writes images in JSON. The members of every object are sorted by code point. */
final class ImageJson {
    private final JsonWriter json;

    ImageJson(JsonWriter json) {
        this.json = json;
    }

    /** Returns the document of a single image. */
    static ResponseTemplate document(ResponseTemplate.Builder template, Image image, View view) {
        JsonWriter json = new JsonWriter(template);
        json.raw("{\"image\":");
        new ImageJson(json).image(image, view);
        json.raw("}").flush();
        return template.build();
    }

    /** Writes an image as an entry of a brief list: id, name and links. */
    void indexEntry(Image image) {
        json.raw("{\"id\":").text(image.id());
        imageLinks(image.id());
        json.raw(",\"name\":").text(image.name()).raw("}");
    }

    /** Writes an image with all its attributes. */
    void image(Image image, View view) {
        json.raw("{");
        String diskConfig = view.diskConfig() ? image.diskConfig() : null;
        if (diskConfig != null) {
            json.raw("\"OS-DCF:diskConfig\":").text(diskConfig).raw(",");
        }
        if (view.imageSize()) {
            json.raw("\"OS-EXT-IMG-SIZE:size\":").number(image.size()).raw(",");
        }
        json.raw("\"created\":").text(image.created());
        json.raw(",\"id\":").text(image.id());
        imageLinks(image.id());
        json.raw(",\"metadata\":");
        MetadataDocument.json(json, image.metadata());
        json.raw(",\"minDisk\":").number(image.minDisk());
        json.raw(",\"minRam\":").number(image.minRam());
        json.raw(",\"name\":").text(image.name());
        json.raw(",\"progress\":").number(image.status().progress());
        server(image.server());
        json.raw(",\"status\":").text(image.status().word());
        json.raw(",\"updated\":").text(image.updated()).raw("}");
    }

    private void imageLinks(String id) {
        String path = "/images/" + JsonText.escaped(id);
        json.raw(",\"links\":[");
        link(Placeholder.SELF, path, "\",\"rel\":\"self\"},");
        link(Placeholder.BOOKMARK, path, "\",\"rel\":\"bookmark\"},");
        link(Placeholder.ALTERNATE, path, "\",\"rel\":\"alternate\",\"type\":\"application/vnd.openstack.image\"}]");
    }

    private void server(@Nullable String id) {
        if (id != null) {
            String path = "/servers/" + JsonText.escaped(id);
            json.raw(",\"server\":{\"id\":").text(id).raw(",\"links\":[");
            link(Placeholder.SELF, path, "\",\"rel\":\"self\"},");
            link(Placeholder.BOOKMARK, path, "\",\"rel\":\"bookmark\"}]}");
        }
    }

    /** Writes a link whose path has been escaped, and the rest of its object. */
    private void link(Placeholder base, String path, String rest) {
        json.raw("{\"href\":\"").placeholder(base).json(path).raw(rest);
    }
}
