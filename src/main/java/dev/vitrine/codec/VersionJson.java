package dev.vitrine.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Microversion;
import java.io.IOException;

/** Writes versions in JSON as Nova does today, the members of every object sorted. */
final class VersionJson {
    private final JsonGenerator json;

    private VersionJson(JsonGenerator json) {
        this.json = json;
    }

    static byte[] list(String base, Microversion max) {
        return JsonText.document(json -> {
            json.writeArrayFieldStart("versions");
            for (ApiVersion version : ApiVersion.values()) {
                new VersionJson(json).entry(version, base, max);
            }
            json.writeEndArray();
        });
    }

    static byte[] document(ApiVersion version, String base, Microversion max) {
        return JsonText.document(json -> {
            json.writeFieldName("version");
            new VersionJson(json).whole(version, base, max);
        });
    }

    static byte[] choices(String base, String path) {
        return JsonText.document(json -> {
            json.writeArrayFieldStart("choices");
            for (ApiVersion version : ApiVersion.values()) {
                new VersionJson(json).choice(version, VersionDocument.address(version, base, path));
            }
            json.writeEndArray();
        });
    }

    private void entry(ApiVersion version, String base, Microversion max) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", version.id());
        json.writeArrayFieldStart("links");
        self(VersionDocument.self(version, base));
        json.writeEndArray();
        standing(version, max);
        json.writeEndObject();
    }

    private void whole(ApiVersion version, String base, Microversion max) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", version.id());
        json.writeArrayFieldStart("links");
        self(VersionDocument.self(version, base));
        documentation();
        json.writeEndArray();
        json.writeArrayFieldStart("media-types");
        mediaType(version, "json");
        if (version.hasXml()) {
            mediaType(version, "xml");
        }
        json.writeEndArray();
        standing(version, max);
        json.writeEndObject();
    }

    /** Names JSON alone, as Nova's published sample does: who reads this reads JSON. */
    private void choice(ApiVersion version, String address) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", version.id());
        json.writeArrayFieldStart("links");
        self(address);
        json.writeEndArray();
        json.writeArrayFieldStart("media-types");
        mediaType(version, "json");
        json.writeEndArray();
        json.writeStringField("status", version.status());
        json.writeEndObject();
    }

    /** A version without microversions has empty texts for them, which keystoneauth reads as "none". */
    private void standing(ApiVersion version, Microversion max) throws IOException {
        json.writeStringField("min_version", version.hasMicroversions() ? Microversion.MIN.toString() : "");
        json.writeStringField("status", version.status());
        json.writeStringField("updated", version.updated());
        json.writeStringField("version", version.hasMicroversions() ? max.toString() : "");
    }

    private void self(String address) throws IOException {
        json.writeStartObject();
        json.writeStringField("href", address);
        json.writeStringField("rel", "self");
        json.writeEndObject();
    }

    private void documentation() throws IOException {
        json.writeStartObject();
        json.writeStringField("href", VersionDocument.DOCUMENTATION);
        json.writeStringField("rel", "describedby");
        json.writeStringField("type", "text/html");
        json.writeEndObject();
    }

    private void mediaType(ApiVersion version, String format) throws IOException {
        json.writeStartObject();
        json.writeStringField("base", "application/" + format);
        json.writeStringField("type", VersionDocument.MEDIA_TYPE + format + ";version=" + version.number());
        json.writeEndObject();
    }
}
