package dev.vitrine.codec;

import static java.util.Objects.requireNonNull;

/**
 * What a request wants to do to the metadata of an image.
 *
 * @param kind merge, replace or set
 * @param key the key in the path of a {@link Kind#SET}, decoded; empty for the others, which have none
 */
public record MetadataWrite(Kind kind, String key) {
    /** {@code POST metadata}: adds what is sent to what there is. */
    public static final MetadataWrite MERGE = new MetadataWrite(Kind.MERGE, "");

    /** {@code PUT metadata}: what is sent takes the place of what there is. */
    public static final MetadataWrite REPLACE = new MetadataWrite(Kind.REPLACE, "");

    /** The three ways to write. */
    public enum Kind {
        /** {@code POST metadata}. */
        MERGE,
        /** {@code PUT metadata}. */
        REPLACE,
        /** {@code PUT metadata/{key}}. */
        SET
    }

    /** Refuses null. */
    public MetadataWrite {
        requireNonNull(kind, "kind");
        requireNonNull(key, "key");
    }

    /** {@code PUT metadata/{key}}: sets one item. */
    public static MetadataWrite set(String key) {
        return new MetadataWrite(Kind.SET, key);
    }

    /** Returns whether the body must hold exactly the item that the path names. */
    boolean isSet() {
        return kind == Kind.SET;
    }

    /** Returns the name of the member, or of the root element, that holds the items. */
    String member() {
        return isSet() ? "meta" : "metadata";
    }
}
