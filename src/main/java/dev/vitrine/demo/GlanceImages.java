package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be done with an image; every method answers, or refuses. */
record GlanceImages(DemoCloud cloud) {
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    Reply show(Caller caller, String id) {
        return Reply.written(200, visible(caller, id).json());
    }

    Reply list(Caller caller, HttpServerRequest request) {
        return Reply.written(200, new ImageList(cloud, caller, request.params()).page());
    }

    Reply patch(Caller caller, String id, @Nullable String contentType, Buffer body) {
        ImagePatch patch = ImagePatch.of(contentType, body);
        DemoImage changed = cloud.update(id, image -> patch.applied(image, caller, cloud.now()));
        if (changed == null) {
            throw Refusal.notFound(id);
        }
        return Reply.written(200, changed.json());
    }

    /** Leaves the image behind as {@code deleted}, which nobody sees, so that its id stays taken. */
    Reply delete(Caller caller, String id) {
        DemoImage deleted = cloud.update(id, image -> {
            if (!caller.sees(image)) {
                throw undeletable(id);
            }
            caller.requireChange(image);
            if (image.is("protected")) {
                throw new Refusal(403, "Image " + id + " is protected and cannot be deleted.");
            }
            return image.inStatus("deleted", cloud.now());
        });
        if (deleted == null) {
            throw undeletable(id);
        }
        return Reply.of(204);
    }

    /** Makes an image without data, as yet {@code queued}. */
    Reply create(Caller caller, Buffer body) {
        if (!(Json.read(body) instanceof ObjectNode given)) {
            throw new Refusal(400, "Malformed JSON in request body.");
        }
        JsonNode givenId = given.remove("id");
        String id = givenId == null ? UUID.randomUUID().toString() : givenId.asText();
        if (!UUID_FORM.matcher(id).matches()) {
            throw new Refusal(400, "Invalid image id format");
        }
        given.properties().forEach(property -> {
            ImageSchema.checkName(property.getKey());
            ImageSchema.checkValue(property.getKey(), property.getValue());
        });
        checkCreation(caller, given);
        given.put("id", id).put("created_at", DemoImage.time(cloud.now()));
        DemoImage image = DemoImage.of(DemoImages.completed(given));
        if (!cloud.add(image)) {
            throw new Refusal(409, "Image ID " + id + " already exists!");
        }
        return Reply.written(201, image.json()).with(Map.of("Location", "/v2/images/" + id));
    }

    private static void checkCreation(Caller caller, ObjectNode given) {
        if (!given.has("owner")) {
            given.put("owner", caller.project());
        }
        if (!caller.isAdmin() && !given.path("owner").asText().equals(caller.project())) {
            String owner = given.path("owner").asText();
            throw new Refusal(403, "You are not permitted to create images owned by '" + owner + "'.");
        }
        if (!caller.isAdmin() && given.path("visibility").asText().equals("public")) {
            throw new Refusal(403, "You are not authorized to complete publicize_image action.");
        }
    }

    /** Switches between {@code active} and {@code deactivated}; what is so already stays so. */
    Reply act(Caller caller, String id, String action) {
        String to = action.equals("deactivate") ? "deactivated" : "active";
        String from = action.equals("deactivate") ? "active" : "deactivated";
        DemoImage changed = cloud.update(id, image -> {
            caller.requireChange(image);
            if (image.status().equals(to)) {
                return image;
            }
            if (!image.status().equals(from)) {
                throw new Refusal(403, "Not allowed to " + action + " image in status '" + image.status() + "'");
            }
            return image.inStatus(to, cloud.now());
        });
        if (changed == null) {
            throw Refusal.notFound(id);
        }
        return Reply.of(204);
    }

    private DemoImage visible(Caller caller, String id) {
        DemoImage image = cloud.image(id);
        if (image == null) {
            throw Refusal.notFound(id);
        }
        caller.requireSight(image);
        return image;
    }

    private static Refusal undeletable(String id) {
        return new Refusal(404, "Failed to find image " + id + " to delete");
    }
}
