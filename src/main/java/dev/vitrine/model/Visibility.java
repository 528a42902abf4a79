package dev.vitrine.model;

/**
 * Who may see an image, as Glance said when it was asked.
 *
 * <p>Never used to grant anything: only to refuse to share what one class of callers was shown with another.
 */
public enum Visibility {
    /** Everybody, and in everybody's lists. */
    PUBLIC,
    /** Everybody who knows the id. */
    COMMUNITY,
    /** The owner and the members. */
    SHARED,
    /** The owner. Also taken for any word that is not known here. */
    PRIVATE;

    /** Returns the visibility of Glance's word. */
    public static Visibility of(String glanceWord) {
        return switch (glanceWord) {
            case "public" -> PUBLIC;
            case "community" -> COMMUNITY;
            case "shared" -> SHARED;
            default -> PRIVATE;
        };
    }

    /** Returns whether Glance shows the image to callers of every project. */
    public boolean isOpen() {
        return this == PUBLIC || this == COMMUNITY;
    }
}
