package dev.vitrine.model;

/**
 * The status of an image in the compute API: one constant for each pair of {@code status} and {@code progress}.
 *
 * <p>The table is Nova's, unchanged since Icehouse. An image that is being imported and a deactivated one both are
 * {@code UNKNOWN}.
 */
public enum ImageStatus {
    /** Glance's {@code active}. */
    ACTIVE("ACTIVE", 100),
    /** Glance's {@code queued}: without data. */
    QUEUED("SAVING", 25),
    /** Glance's {@code saving}. */
    SAVING("SAVING", 50),
    /** Glance's {@code killed}. */
    KILLED("ERROR", 0),
    /** Glance's {@code deleted} and {@code pending_delete}. */
    DELETED("DELETED", 0),
    /** Any other status of this or a later Glance. */
    UNKNOWN("UNKNOWN", 0);

    private final String word;
    private final int progress;

    ImageStatus(String word, int progress) {
        this.word = word;
        this.progress = progress;
    }

    /** Returns the status for Glance's one; case-sensitive, as in Nova. */
    public static ImageStatus of(String glanceWord) {
        return switch (glanceWord) {
            case "active" -> ACTIVE;
            case "queued" -> QUEUED;
            case "saving" -> SAVING;
            case "killed" -> KILLED;
            case "deleted", "pending_delete" -> DELETED;
            default -> UNKNOWN;
        };
    }

    /** Returns the value of {@code status}. */
    public String word() {
        return word;
    }

    /** Returns the value of {@code progress}, 0 to 100. */
    public int progress() {
        return progress;
    }
}
