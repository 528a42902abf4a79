package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Handles requests for images. Every method returns the response, or throws a {@link DemoGlanceException}. */
record DemoImageHandler(DemoCloud cloud) {
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    DemoResponse show(DemoCaller caller, String id) {
        return DemoResponse.encodedJson(200, visible(caller, id).json());
    }

    DemoResponse list(DemoCaller caller, HttpServerRequest request) {
        return DemoResponse.encodedJson(200, new ImageList(cloud, caller, request.params()).page());
    }

    DemoResponse patch(DemoCaller caller, String id, @Nullable String contentType, Buffer body) {
        ImagePatch patch = ImagePatch.parse(contentType, body);
        DemoImage changed = cloud.update(id, image -> patch.apply(image, caller, cloud.now()));
        if (changed == null) {
            throw DemoGlanceException.notFound(id);
        }
        return DemoResponse.encodedJson(200, changed.json());
    }

    /** Marks the image as {@code deleted}, so that it is hidden and its id stays in use. */
    DemoResponse delete(DemoCaller caller, String id) {
        DemoImage deleted = cloud.update(id, image -> {
            if (!caller.canSee(image)) {
                throw notFoundToDelete(id);
            }
            caller.requireChange(image);
            if (image.is("protected")) {
                throw new DemoGlanceException(403, "Image " + id + " is protected and cannot be deleted.");
            }
            return image.inStatus("deleted", cloud.now());
        });
        if (deleted == null) {
            throw notFoundToDelete(id);
        }
        return DemoResponse.of(204);
    }

    /** Creates an image without data in the status {@code queued}. */
    DemoResponse create(DemoCaller caller, Buffer body) {
        if (!(DemoJson.read(body) instanceof ObjectNode given)) {
            throw new DemoGlanceException(400, "Malformed JSON in request body.");
        }
        JsonNode givenId = given.remove("id");
        String id = givenId == null ? UUID.randomUUID().toString() : givenId.asText();
        if (!UUID_FORM.matcher(id).matches()) {
            throw new DemoGlanceException(400, "Invalid image id format");
        }
        given.properties().forEach(property -> {
            ImageSchema.checkName(property.getKey());
            ImageSchema.checkValue(property.getKey(), property.getValue());
        });
        checkCreation(caller, given);
        given.put("id", id).put("created_at", DemoImage.time(cloud.now()));
        DemoImage image = DemoImage.of(DemoImages.completed(given));
        if (!cloud.add(image)) {
            throw new DemoGlanceException(409, "Image ID " + id + " already exists!");
        }
        return DemoResponse.encodedJson(201, image.json()).with(Map.of("Location", "/v2/images/" + id));
    }

    private static void checkCreation(DemoCaller caller, ObjectNode given) {
        if (!given.has("owner")) {
            given.put("owner", caller.project());
        }
        if (!caller.isAdmin() && !given.path("owner").asText().equals(caller.project())) {
            String owner = given.path("owner").asText();
            throw new DemoGlanceException(403, "You are not permitted to create images owned by '" + owner + "'.");
        }
        if (!caller.isAdmin() && given.path("visibility").asText().equals("public")) {
            throw new DemoGlanceException(403, "You are not authorized to complete publicize_image action.");
        }
    }

    /** Deactivates or reactivates an image; does nothing if it has that status already. */
    DemoResponse changeState(DemoCaller caller, String id, String action) {
        String to = action.equals("deactivate") ? "deactivated" : "active";
        String from = action.equals("deactivate") ? "active" : "deactivated";
        DemoImage changed = cloud.update(id, image -> {
            caller.requireChange(image);
            if (image.status().equals(to)) {
                return image;
            }
            if (!image.status().equals(from)) {
                throw new DemoGlanceException(
                        403, "Not allowed to " + action + " image in status '" + image.status() + "'");
            }
            return image.inStatus(to, cloud.now());
        });
        if (changed == null) {
            throw DemoGlanceException.notFound(id);
        }
        return DemoResponse.of(204);
    }

    private DemoImage visible(DemoCaller caller, String id) {
        DemoImage image = cloud.image(id);
        if (image == null) {
            throw DemoGlanceException.notFound(id);
        }
        caller.requireVisible(image);
        return image;
    }

    private static DemoGlanceException notFoundToDelete(String id) {
        return new DemoGlanceException(404, "Failed to find image " + id + " to delete");
    }
}
