package dev.vitrine.codec.metadata;

import static java.util.Objects.requireNonNull;

/**
 * A write operation on the metadata of an image.
 *
 * @param kind merge, replace or set
 * @param key the decoded key in the path of a {@link Kind#SET}; empty for the other kinds
 */
public record MetadataWrite(Kind kind, String key) {
    /** {@code POST metadata}: adds the sent items to the existing ones. */
    public static final MetadataWrite MERGE = new MetadataWrite(Kind.MERGE, "");

    /** {@code PUT metadata}: replaces all existing items by the sent ones. */
    public static final MetadataWrite REPLACE = new MetadataWrite(Kind.REPLACE, "");

    /** The kinds of write operations. */
    public enum Kind {
        /** {@code POST metadata}. */
        MERGE,
        /** {@code PUT metadata}. */
        REPLACE,
        /** {@code PUT metadata/{key}}. */
        SET
    }

    /** Checks for null. */
    public MetadataWrite {
        requireNonNull(kind, "kind");
        requireNonNull(key, "key");
    }

    /** {@code PUT metadata/{key}}: sets one item. */
    public static MetadataWrite set(String key) {
        return new MetadataWrite(Kind.SET, key);
    }

    /** Returns whether the body must have exactly the item that the path names. */
    boolean isSet() {
        return kind == Kind.SET;
    }

    /** Returns the name of the JSON member, or of the XML root element, with the items. */
    String member() {
        return isSet() ? "meta" : "metadata";
    }
}
