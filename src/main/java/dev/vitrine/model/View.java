package dev.vitrine.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of an image's documents is asked for. There are eight, and an image keeps those that somebody asked for.
 *
 * @param format JSON or XML
 * @param diskConfig whether {@code OS-DCF:diskConfig} is shown
 * @param imageSize whether {@code OS-EXT-IMG-SIZE:size} is shown
 */
public record View(Format format, boolean diskConfig, boolean imageSize) {
    /** How many views there are. */
    public static final int COUNT = 8;

    /** Every view, by its number. */
    public static final List<View> ALL = IntStream.range(0, COUNT)
            .mapToObj(index -> new View(index >= 4 ? Format.XML : Format.JSON, (index & 2) != 0, (index & 1) != 0))
            .toList();

    /** Returns this view's number, from 0 to {@link #COUNT} - 1. */
    public int index() {
        return (format == Format.XML ? 4 : 0) + (diskConfig ? 2 : 0) + (imageSize ? 1 : 0);
    }
}
