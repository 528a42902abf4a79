package dev.vitrine.model;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An image as the compute API knows it: a Glance record with everything left out that the API has no place for.
 *
 * <p>Locations, stores, checksums, tags and owner are not here, so that nothing kept or written can show them.
 *
 * @param id the id as Glance wrote it
 * @param name the name; null is a name of its own
 * @param status the state shown
 * @param minRam MiB of memory a server needs at least, 0 for no demand
 * @param minDisk GiB of disk a server needs at least, 0 for no demand
 * @param size bytes of image data, 0 while there are none
 * @param created when it was made, {@code YYYY-MM-DDTHH:MM:SSZ}; null if Glance does not say
 * @param updated when its record changed last, in the same form
 * @param visibility who may see it; never shown
 * @param metadata the custom properties in the order of Glance's record, which is the order of the XML document
 */
public record Image(
        String id,
        @Nullable String name,
        ImageStatus status,
        long minRam,
        long minDisk,
        long size,
        @Nullable String created,
        @Nullable String updated,
        Visibility visibility,
        List<Property> metadata) {

    private static final String SERVER = "instance_uuid";
    private static final String DISK_CONFIG = "auto_disk_config";

    /** Keeps a copy of the properties. */
    public Image {
        metadata = List.copyOf(metadata);
    }

    /** Returns the id of the server of which this is a snapshot, or null: whatever {@code instance_uuid} holds. */
    public @Nullable String server() {
        return textOf(SERVER);
    }

    /**
     * Returns {@code AUTO} or {@code MANUAL}, or null where the image says nothing of it.
     *
     * <p>The words for yes are those of oslo's {@code bool_from_string}; all else, the empty text too, is no.
     */
    public @Nullable String diskConfig() {
        String text = textOf(DISK_CONFIG);
        if (text == null) {
            return null;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "1", "t", "true", "on", "y", "yes" -> "AUTO";
            default -> "MANUAL";
        };
    }

    private @Nullable String textOf(String key) {
        for (Property property : metadata) {
            if (property.key().equals(key)) {
                return property.value().equals(PropertyValue.NULL)
                        ? null
                        : property.value().text();
            }
        }
        return null;
    }
}
