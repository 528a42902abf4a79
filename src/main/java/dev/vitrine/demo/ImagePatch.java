package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /v2/images/{id}}: changes that are applied atomically.
 *
 * <p>Only the newer of Glance's two patch formats is supported; the older one is answered 415.
 */
record ImagePatch(List<Change> changes) {
    private static final String CONTENT_TYPE = "application/openstack-images-v2.1-json-patch";
    private static final int PROPERTY_QUOTA = 128;
    private static final Set<String> OPERATIONS = Set.of("add", "replace", "remove");
    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");

    /** An operation; its value is a missing node for {@code remove}. */
    record Change(String operation, String property, JsonNode value) {}

    /** Parses a body. Throws 415, 400, or 403 for a name that only Glance sets, before the image is looked up. */
    static ImagePatch parse(@Nullable String contentType, Buffer body) {
        if (contentType == null || !contentType.split(";", 2)[0].strip().equals(CONTENT_TYPE)) {
            throw new DemoGlanceException(415, "", Map.of("Accept-Patch", CONTENT_TYPE));
        }
        JsonNode operations = DemoJson.read(body);
        if (operations.isMissingNode()) {
            throw new DemoGlanceException(400, "Malformed JSON in request body.");
        }
        if (!operations.isArray()) {
            throw new DemoGlanceException(400, "Request body must be a JSON array of operation objects.");
        }
        List<Change> changes = new ArrayList<>();
        operations.forEach(operation -> changes.add(change(operation)));
        return new ImagePatch(List.copyOf(changes));
    }

    private static Change change(JsonNode given) {
        if (!given.isObject()) {
            throw new DemoGlanceException(400, "Operations must be JSON objects.");
        }
        String operation = given.path("op").asText();
        if (!OPERATIONS.contains(operation)) {
            throw new DemoGlanceException(
                    400,
                    "Invalid operation: `" + operation + "`. It must be one of the following: add, remove, replace.");
        }
        String property = property(given.path("path").asText());
        ImageSchema.checkName(property);
        JsonNode value = given.path("value");
        if (!operation.equals("remove")) {
            if (value.isMissingNode()) {
                throw new DemoGlanceException(
                        400, "Operation \"" + operation + "\" requires a member named \"value\".");
            }
            ImageSchema.checkValue(property, value);
        }
        return new Change(operation, property, value);
    }

    /** Returns the property of a JSON pointer with one segment. Spaces around it are removed, as in Glance. */
    private static String property(String pointer) {
        if (!pointer.startsWith("/")) {
            throw new DemoGlanceException(400, "Pointer `" + pointer + "` does not start with \"/\".");
        }
        if (BAD_ESCAPE.matcher(pointer).find()) {
            throw new DemoGlanceException(
                    400, "Pointer `" + pointer + "` contains \"~\" not part of a recognized escape sequence.");
        }
        if (pointer.indexOf('/', 1) > 0) {
            throw new DemoGlanceException(400, "Invalid JSON pointer for this resource: '" + pointer + "'");
        }
        return pointer.substring(1).replace("~1", "/").replace("~0", "~").strip();
    }

    /** Returns the changed image. Throws 403, 404, 409, or 413 if properties were added and exceed the quota. */
    DemoImage apply(DemoImage image, DemoCaller caller, Instant now) {
        caller.requireVisible(image);
        ObjectNode record = image.record();
        for (Change change : changes) {
            checkRights(change, image, caller);
            apply(change, record);
        }
        if (changes.isEmpty()) {
            return image;
        }
        checkQuota(image.record(), record);
        record.put("updated_at", DemoImage.time(now));
        return image.with(DemoImages.completed(record));
    }

    private static void checkRights(Change change, DemoImage image, DemoCaller caller) {
        String property = change.property();
        if (property.equals("locations")) {
            throw new DemoGlanceException(403, "It's not allowed to update locations if locations are invisible.");
        }
        if (property.equals("owner") && change.operation().equals("replace") && !caller.isAdmin()) {
            throw new DemoGlanceException(403, "Owner can't be updated by non admin.");
        }
        if (property.equals("visibility") && change.value().asText().equals("public") && !caller.isAdmin()) {
            throw new DemoGlanceException(403, "You are not authorized to complete publicize_image action.");
        }
        caller.requireChange(image);
        boolean isFormat = property.equals("container_format") || property.equals("disk_format");
        if (isFormat && !image.status().equals("queued")) {
            throw new DemoGlanceException(403, "Attribute " + property + " can be only replaced for a queued image.");
        }
    }

    private static void apply(Change change, ObjectNode record) {
        String property = change.property();
        boolean isRemoval = change.operation().equals("remove");
        if (isRemoval && DemoImage.BASE.contains(property)) {
            throw new DemoGlanceException(403, "Property " + property + " may not be removed.");
        }
        if (!change.operation().equals("add") && !record.has(property)) {
            throw new DemoGlanceException(409, "Property " + property + " does not exist.");
        }
        if (isRemoval) {
            record.remove(property);
        } else {
            record.set(property, change.value());
        }
    }

    private static void checkQuota(ObjectNode before, ObjectNode after) {
        List<String> properties = custom(after);
        if (properties.size() > PROPERTY_QUOTA && !custom(before).containsAll(properties)) {
            throw new DemoGlanceException(
                    413,
                    "The limit has been exceeded on the number of allowed image properties. Attempted: "
                            + properties.size() + ", Maximum: " + PROPERTY_QUOTA);
        }
    }

    /** Returns the names of the properties that count for the quota. */
    private static List<String> custom(ObjectNode record) {
        List<String> names = new ArrayList<>();
        record.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> DemoImage.BASE.contains(name) || name.startsWith("os_glance"));
        return names;
    }
}
