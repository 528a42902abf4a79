package dev.vitrine.cache;

import dev.vitrine.model.ImageOutcome;

/** What a look-up came to. */
public sealed interface Lookup {
    /** The image, as this caller may see it. */
    record Shown(CachedImage image) implements Lookup {}

    /** No image, and why: never {@link ImageOutcome.Found}. */
    record NotShown(ImageOutcome outcome) implements Lookup {}
}
