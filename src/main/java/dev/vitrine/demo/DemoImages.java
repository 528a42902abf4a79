package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The initial images of the demo, and records for further ones.
 *
 * <p>{@code demo/images.json} has an image of every visibility and status, and records that have broken clients: missing
 * names, mappings that do not parse, markup in values. Each id is a repeated digit, so that it is easy to type.
 */
public final class DemoImages {
    /** The id of the image in the original OpenStack Compute samples. */
    public static final String FAKEIMAGE7 = "70a599e0-31e7-49b7-b260-868f441e862b";

    private DemoImages() {}

    /**
     * Returns a complete record: the given properties, and defaults for Glance's own ones, as of an image without data.
     * Custom properties come first, Glance's own follow in its order.
     *
     * @param given any properties, with at least {@code id} and {@code created_at}
     */
    public static ObjectNode completed(ObjectNode given) {
        ObjectNode all =
                defaults(given.path("id").asText(), given.path("created_at").asText());
        all.setAll(given);
        ObjectNode record = given.deepCopy().remove(DemoImage.BASE);
        DemoImage.BASE.stream().filter(all::has).forEach(name -> record.set(name, all.get(name)));
        return record;
    }

    /** Returns the record of an active image, created at {@code 2015-05-01T10:00:00Z}. */
    public static ObjectNode active(String id, String owner, String visibility) {
        ObjectNode given =
                DemoJson.object().put("id", id).put("name", "image " + id).put("status", "active");
        given.put("owner", owner).put("visibility", visibility).put("size", 25165824);
        given.put("container_format", "bare").put("disk_format", "qcow2");
        return completed(given.put("created_at", "2015-05-01T10:00:00Z"));
    }

    /** Adds the images of the demo to {@code cloud}. Reads the class path, so it must not be called on an event loop. */
    static void addTo(DemoCloud cloud) {
        JsonNode seed = DemoJson.read(resource());
        for (JsonNode image : seed.path("images")) {
            ObjectNode given = seed.path("defaults").deepCopy();
            given.setAll((ObjectNode) image);
            cloud.put(completed(given));
        }
        seed.path("members")
                .properties()
                .forEach(image -> image.getValue()
                        .properties()
                        .forEach(member -> cloud.share(
                                image.getKey(),
                                member.getKey(),
                                member.getValue().asText())));
    }

    private static ObjectNode defaults(String id, String createdAt) {
        ObjectNode defaults = DemoJson.object();
        defaults.putNull("name").put("status", "queued").put("visibility", "shared");
        defaults.put("protected", false).put("os_hidden", false);
        defaults.putNull("checksum")
                .putNull("os_hash_algo")
                .putNull("os_hash_value")
                .putNull("owner");
        defaults.putNull("size")
                .putNull("virtual_size")
                .putNull("container_format")
                .putNull("disk_format");
        defaults.put("min_ram", 0).put("min_disk", 0).put("updated_at", createdAt);
        defaults.putArray("tags");
        String self = "/v2/images/" + id;
        return defaults.put("self", self).put("file", self + "/file").put("schema", "/v2/schemas/image");
    }

    private static Buffer resource() {
        try (InputStream images = DemoImages.class.getResourceAsStream("/demo/images.json")) {
            return Buffer.buffer(
                    Objects.requireNonNull(images, "demo/images.json").readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
