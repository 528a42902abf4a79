package dev.vitrine.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A representation of an image. There are eight; the cache holds those that were requested.
 *
 * @param format JSON or XML
 * @param diskConfig whether it has {@code OS-DCF:diskConfig}
 * @param imageSize whether it has {@code OS-EXT-IMG-SIZE:size}
 */
public record View(Format format, boolean diskConfig, boolean imageSize) {
    /** The number of views. */
    public static final int COUNT = 8;

    /** All views, by index. */
    public static final List<View> ALL = IntStream.range(0, COUNT)
            .mapToObj(index -> new View(index >= 4 ? Format.XML : Format.JSON, (index & 2) != 0, (index & 1) != 0))
            .toList();

    /** Returns the one of {@link #ALL}: requests and cached documents need no view of their own. */
    public static View of(Format format, boolean diskConfig, boolean imageSize) {
        return ALL.get(index(format, diskConfig, imageSize));
    }

    /** Returns the index of this view, from 0 to {@link #COUNT} - 1. */
    public int index() {
        return index(format, diskConfig, imageSize);
    }

    private static int index(Format format, boolean diskConfig, boolean imageSize) {
        return (format == Format.XML ? 4 : 0) + (diskConfig ? 2 : 0) + (imageSize ? 1 : 0);
    }

    /** The formats of the compute API's documents. */
    public enum Format {
        /** JSON, in every version of the API. */
        JSON,
        /** XML as in Nova until Juno, on mounts with a legacy profile. */
        XML
    }
}
