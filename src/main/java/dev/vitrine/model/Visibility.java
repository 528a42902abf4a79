package dev.vitrine.model;

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
