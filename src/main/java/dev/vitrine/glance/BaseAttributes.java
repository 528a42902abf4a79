package dev.vitrine.glance;

import java.util.Set;

/** The names of Glance's own attributes, which are not custom properties and so not metadata. */
public final class BaseAttributes {
    /** The attributes of every image record (Glance's {@code get_base_properties}). */
    public static final Set<String> NAMES = Set.of(
            "id",
            "name",
            "status",
            "visibility",
            "protected",
            "os_hidden",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "owner",
            "size",
            "virtual_size",
            "container_format",
            "disk_format",
            "created_at",
            "updated_at",
            "tags",
            "direct_url",
            "min_ram",
            "min_disk",
            "self",
            "file",
            "stores",
            "schema",
            "locations");

    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");
    private static final String INTERNAL = "os_glance";

    private BaseAttributes() {}

    /** Returns whether this is an internal property of Glance: clients can see it but not change it. */
    public static boolean isInternal(String name) {
        return name.startsWith(INTERNAL);
    }

    /** Returns whether clients cannot set a property with this name. */
    public static boolean isReserved(String name) {
        return NAMES.contains(name) || RESERVED.contains(name) || isInternal(name);
    }
}
