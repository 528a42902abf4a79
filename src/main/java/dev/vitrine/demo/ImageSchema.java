package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Validates names and values of properties as Glance does.
 *
 * <p>{@code kernel_id} and {@code ramdisk_id} may be any text, as in a Glance whose {@code schema-image.json} is empty. The
 * default schema requires UUIDs and would reject every change of the images of the old samples.
 */
final class ImageSchema {
    private static final Set<String> READ_ONLY = Set.of(
            ("created_at updated_at status checksum size virtual_size direct_url self file schema id os_hash_algo"
                            + " os_hash_value")
                    .split(" "));
    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");
    private static final Set<String> NULLABLE =
            Set.of("name", "owner", "container_format", "disk_format", "kernel_id", "ramdisk_id");
    private static final Set<String> VISIBILITIES = Set.of("public", "community", "shared", "private");
    private static final int MAX_NAME = 255;

    private ImageSchema() {}

    /** Throws 403 for names that only Glance sets. */
    static void checkName(String name) {
        if (READ_ONLY.contains(name)) {
            throw new DemoGlanceException(403, "Attribute '" + name + "' is read-only.");
        }
        if (RESERVED.contains(name) || name.startsWith("os_glance")) {
            throw new DemoGlanceException(403, "Attribute '" + name + "' is reserved.");
        }
    }

    /** Throws 400 for values that do not have the property's type. */
    static void checkValue(String name, JsonNode value) {
        boolean isValid = switch (name) {
            case "protected", "os_hidden" -> value.isBoolean();
            case "min_ram", "min_disk" -> value.isInt() && value.intValue() >= 0;
            case "visibility" -> VISIBILITIES.contains(value.asText());
            case "tags", "locations" -> value.isArray();
            default -> value.isTextual() || (value.isNull() && NULLABLE.contains(name));
        };
        if (!isValid) {
            throw new DemoGlanceException(
                    400,
                    "Provided object does not match schema 'image': " + value + " is not valid for '" + name + "'");
        }
        if (name.length() > MAX_NAME) {
            throw new DemoGlanceException(400, "Custom property should not be greater than 255 characters.");
        }
        if (isBeyondBasicPlane(name) || isBeyondBasicPlane(value.asText())) {
            throw new DemoGlanceException(400, "Param " + name + " can't contain 4 byte unicode characters.");
        }
    }

    /** Glance has this rule because of MySQL's three-byte UTF-8. */
    private static boolean isBeyondBasicPlane(String text) {
        return text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    }
}
