package dev.vitrine.model;

import dev.vitrine.identity.Identity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An image of the compute API: the part of a Glance record that the API has.
 *
 * <p>Locations, stores, checksums and tags are left out, so that they cannot be cached or written.
 *
 * @param id the id as Glance spells it
 * @param name the name; may be null
 * @param status the status
 * @param minRam the minimum RAM of a server in MiB; 0 for no minimum
 * @param minDisk the minimum disk of a server in GiB; 0 for no minimum
 * @param size the size of the image data in bytes; 0 if there are none yet
 * @param created the time of creation, {@code YYYY-MM-DDTHH:MM:SSZ}; null if Glance does not send it
 * @param updated the time of the last change of the record, in the same format
 * @param visibility who may see it; in no document
 * @param metadata the custom properties in the order of Glance's record, which is the order of the XML document
 * @param owner the id of the project that owns it; null for none, or if it is not known any more, as in a cached image; in no
 *     document
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
        List<Property> metadata,
        @Nullable String owner) {

    private static final String SERVER = "instance_uuid";
    private static final String DISK_CONFIG = "auto_disk_config";

    /** What a record takes beside its texts. */
    private static final int RECORD_BYTES = 300;

    /** What a property takes beside its texts: six objects. */
    private static final int PROPERTY_BYTES = 120;

    /** Copies the properties. */
    public Image {
        metadata = List.copyOf(metadata);
    }

    /** An image without a known owner. */
    public Image(
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
        this(id, name, status, minRam, minDisk, size, created, updated, visibility, metadata, null);
    }

    /** Returns the image without its owner. */
    public Image withoutOwner() {
        return owner == null
                ? this
                : new Image(id, name, status, minRam, minDisk, size, created, updated, visibility, metadata);
    }

    /**
     * Returns whether what Glance has shown this caller must not be shown to other tokens of its access class: it belongs to
     * another project, as far as that is known, and Glance may have shown it for a right of the token itself, such as an
     * admin's, that the class does not have. A private image is never shown for another reason. A shared one is, if the class
     * was validated shortly before.
     *
     * @param isClassRecent whether the access class was validated a few seconds before Glance was asked. Glance caches the roles
     *     of a token for minutes, so even then it may have known others
     */
    public boolean isForTokenAlone(Identity caller, boolean isClassRecent) {
        return isForTokenAlone(visibility, owner, caller, isClassRecent);
    }

    /** Returns the same of an image of which no more is known than its visibility and its owner. */
    public static boolean isForTokenAlone(
            Visibility visibility, @Nullable String owner, Identity caller, boolean isClassRecent) {
        boolean isForeign = !(caller.project() instanceof Identity.Project.Unverified)
                && !(caller.project() instanceof Identity.Project.Of ours
                        && ours.id().equals(owner));
        return isForeign && (visibility == Visibility.PRIVATE || (visibility == Visibility.SHARED && !isClassRecent));
    }

    /** Returns the id of the server that this is a snapshot of, which is the property {@code instance_uuid}; or null. */
    public @Nullable String server() {
        return textOf(SERVER);
    }

    /**
     * Returns {@code AUTO} or {@code MANUAL}, or null if the image does not have the property {@code auto_disk_config}.
     *
     * <p>The values for true are those of oslo's {@code bool_from_string}. Any other value, the empty one too, is false.
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

    /** Returns about how many bytes of heap it takes. */
    public long weight() {
        long weight = RECORD_BYTES + (name == null ? 0 : bytes(name));
        for (Property property : metadata) {
            weight += PROPERTY_BYTES
                    + bytes(property.key())
                    + bytes(property.value().text());
        }
        return weight;
    }

    /** Returns how many bytes the text takes: Java stores two for each character if one of them is beyond Latin-1. */
    private static long bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return 2L * text.length();
            }
        }
        return text.length();
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

    /** A custom property of an image, which is an item of {@code metadata} in the compute API. */
    public record Property(String key, PropertyValue value) {}

    /**
     * The visibility of an image in Glance's response.
     *
     * <p>Never used to grant access, only to decide that a cached response must not be shared between access classes.
     */
    public enum Visibility {
        /** Visible to everyone, and in everyone's lists. */
        PUBLIC,
        /** Visible to everyone who knows the id. */
        COMMUNITY,
        /** Visible to the owner and the members. */
        SHARED,
        /** Visible to the owner. Also used for any unknown visibility. */
        PRIVATE;

        /** Returns the visibility for Glance's one. */
        public static Visibility of(String glanceWord) {
            return switch (glanceWord) {
                case "public" -> PUBLIC;
                case "community" -> COMMUNITY;
                case "shared" -> SHARED;
                default -> PRIVATE;
            };
        }

        /** Returns whether Glance shows the image to callers of any project. */
        public boolean isOpen() {
            return this == PUBLIC || this == COMMUNITY;
        }
    }
}
