package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** The attributes of which something of an image is made. */
    private static final Set<String> SHOWN = Set.of(
            "id", "name", "status", "visibility", "owner", "created_at", "updated_at", "min_ram", "min_disk", "size");

    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");

    /**
     * The attributes of the object that Glance 25 changes. It sets an attribute where a change has its name
     * ({@code _do_add} in Glance's {@code api/v2/images.py}): then nothing is stored, or the change fails with 500 or 404.
     */
    private static final Set<String> OBJECT_ATTRIBUTES = Set.of(
            "base",
            "context",
            "deactivate",
            "delete",
            "extra_properties",
            "get_data",
            "get_payload",
            "get_super_class",
            "helper",
            "image_id",
            "member",
            "notifier",
            "reactivate",
            "repo",
            "send_notification",
            "set_data",
            "_abc_impl",
            "_format_image_send",
            "_format_import_properties",
            "_get_chunk_data_iterator");

    private static final String INTERNAL = "os_glance";

    private BaseAttributes() {}

    /** Returns whether this is an internal property of Glance: clients can see it but not change it. */
    public static boolean isInternal(String name) {
        return name.startsWith(INTERNAL);
    }

    /** Returns a property's name as Glance stores it, without white space around it. */
    public static String stored(String name) {
        return WellFormed.stripped(name);
    }

    /**
     * Returns whether this property says that an image has no kernel or no ramdisk: its value is empty or the word none, white
     * space around it aside. Clients of Glance's first API write it so; its second one takes a UUID or null only, and Nova leaves
     * it out.
     */
    public static boolean isNoImage(String name, @Nullable String value) {
        String stored = stored(name);
        if (value == null || !(stored.equals("kernel_id") || stored.equals("ramdisk_id"))) {
            return false;
        }
        String word = WellFormed.stripped(value);
        return word.isEmpty() || word.equalsIgnoreCase("none");
    }

    /** Returns whether clients cannot set a property with this name. */
    public static boolean isReserved(String name) {
        String stored = stored(name);
        return NAMES.contains(stored)
                || RESERVED.contains(stored)
                || OBJECT_ATTRIBUTES.contains(stored)
                || isPythons(stored)
                || isInternal(stored);
    }

    /** Returns whether this is a name of Python's own attributes, such as {@code __class__}, which every object has. */
    public static boolean isPythons(String name) {
        return name.length() > 4 && name.startsWith("__") && name.endsWith("__");
    }

    /** The name of a member of a record, and whether it is that of a custom property. */
    static final class MemberName {
        static final MemberName NONE = new MemberName("", false);

        private final String text;
        private final boolean isProperty;
        private final boolean isShown;
        private byte @Nullable [] closed;
        private long lastRecord;

        private MemberName(String text, boolean isProperty) {
            this.text = text;
            this.isProperty = isProperty;
            this.isShown = isProperty || SHOWN.contains(text);
        }

        String text() {
            return text;
        }

        boolean isProperty() {
            return isProperty;
        }

        /** Returns whether anything of an image is made of the value. */
        boolean isShown() {
            return isShown;
        }

        /** Returns whether these bytes are the name, which is ASCII, and the quote behind it. */
        boolean isAt(byte[] bytes, int from) {
            return closed != null
                    && closed.length <= bytes.length - from
                    && Arrays.equals(closed, 0, closed.length, bytes, from, from + closed.length);
        }

        int length() {
            return text.length();
        }
    }

    /** The names of the members of records that are read one after the other, most of which have the same. For one thread. */
    static final class MemberNames {
        /** More are dropped before the next record, since tenants choose them. */
        private static final int MAX_KEPT_BYTES = 64 << 10;

        private static final int NAME_BYTES = 150;

        /** So many members of a record are expected to be in the order of the record before. */
        private static final int EXPECTED = 64;

        private final Set<String> moreBaseProperties;
        private final Map<String, MemberName> names = new HashMap<>();
        private final @Nullable MemberName[] expected = new @Nullable MemberName[EXPECTED];
        private long record;
        private long keptBytes;

        /** Takes the names that are no custom properties, beside those that Glance has itself. */
        MemberNames(Set<String> moreBaseProperties) {
            this.moreBaseProperties = moreBaseProperties;
        }

        void beginRecord() {
            record++;
            if (keptBytes > MAX_KEPT_BYTES) {
                names.clear();
                Arrays.fill(expected, null);
                keptBytes = 0;
            }
        }

        MemberName of(String text) {
            MemberName known = names.get(text);
            if (known == null) {
                known = new MemberName(text, !NAMES.contains(text) && !moreBaseProperties.contains(text));
                names.put(text, known);
                keptBytes += NAME_BYTES + 2L * text.length();
            }
            return known;
        }

        /** Returns the name that a member has had at this place of the last records that were plain, from 0; null if unknown. */
        @Nullable
        MemberName expected(int place) {
            return place < EXPECTED ? expected[place] : null;
        }

        /** Returns the member of this name, which is ASCII, and expects it at the same place of the next records. */
        MemberName plain(String text, int place) {
            MemberName name = of(text);
            if (name.closed == null) {
                name.closed = (text + '"').getBytes(US_ASCII);
            }
            if (place < EXPECTED) {
                expected[place] = name;
            }
            return name;
        }

        /** Returns whether the record has had no such member; it has one now. */
        boolean isFirst(MemberName name) {
            boolean isFirst = name.lastRecord != record;
            name.lastRecord = record;
            return isFirst;
        }
    }
}
