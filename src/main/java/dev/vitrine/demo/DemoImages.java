package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The images a demo starts with, and the making of further ones.
 *
 * <p>{@code demo/images.json} has one of every visibility and status, and the records that have broken clients: missing
 * names, mappings that do not parse, markup in values. The ids are a digit repeated, to be typed from memory.
 */
public final class DemoImages {
    /** The image of the original OpenStack Compute samples, in the form Glance has it. */
    public static final String FAKEIMAGE7 = "70a599e0-31e7-49b7-b260-868f441e862b";

    private DemoImages() {}

    /**
     * Returns a whole record: what is {@code given}, and Glance's own properties where it lacks them, as an image has them
     * that was created but not filled. Custom properties come first, Glance's own follow in its order.
     *
     * @param given any properties; {@code id} and {@code created_at} must be among them
     */
    public static ObjectNode completed(ObjectNode given) {
        ObjectNode known =
                blank(given.path("id").asText(), given.path("created_at").asText());
        known.setAll(given);
        ObjectNode record = given.deepCopy().remove(DemoImage.BASE);
        DemoImage.BASE.stream().filter(known::has).forEach(name -> record.set(name, known.get(name)));
        return record;
    }

    /** Returns the record of an active image, created at {@code 2015-05-01T10:00:00Z}. */
    public static ObjectNode active(String id, String owner, String visibility) {
        ObjectNode given =
                Json.object().put("id", id).put("name", "image " + id).put("status", "active");
        given.put("owner", owner).put("visibility", visibility).put("size", 25165824);
        given.put("container_format", "bare").put("disk_format", "qcow2");
        return completed(given.put("created_at", "2015-05-01T10:00:00Z"));
    }

    /** Puts the images of the demo into {@code cloud}, reading them from the class path: not for an event loop. */
    static void into(DemoCloud cloud) {
        JsonNode seed = Json.read(resource());
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

    private static ObjectNode blank(String id, String createdAt) {
        ObjectNode blank = Json.object();
        blank.putNull("name").put("status", "queued").put("visibility", "shared");
        blank.put("protected", false).put("os_hidden", false);
        blank.putNull("checksum")
                .putNull("os_hash_algo")
                .putNull("os_hash_value")
                .putNull("owner");
        blank.putNull("size")
                .putNull("virtual_size")
                .putNull("container_format")
                .putNull("disk_format");
        blank.put("min_ram", 0).put("min_disk", 0).put("updated_at", createdAt);
        blank.putArray("tags");
        String self = "/v2/images/" + id;
        return blank.put("self", self).put("file", self + "/file").put("schema", "/v2/schemas/image");
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
