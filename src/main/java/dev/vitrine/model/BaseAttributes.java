package dev.vitrine.model;

import java.util.Set;

/** The names that are Glance's own, and so no metadata. */
public final class BaseAttributes {
    /** The members of every record (Glance's {@code get_base_properties}); none of them is a custom property. */
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
    private static final String BOOKKEEPING = "os_glance";

    private BaseAttributes() {}

    /** Returns whether Glance keeps its own accounts under this name: clients see it, and cannot change it. */
    public static boolean isBookkeeping(String name) {
        return name.startsWith(BOOKKEEPING);
    }

    /** Returns whether no client can give a property this name. */
    public static boolean isReserved(String name) {
        return NAMES.contains(name) || RESERVED.contains(name) || isBookkeeping(name);
    }
}
