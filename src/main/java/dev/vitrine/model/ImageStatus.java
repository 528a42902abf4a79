package dev.vitrine.model;

/**
 * What the compute API says of an image's state: one constant for each pair of words it can show.
 *
 * <p>The table is Nova's, unchanged since Icehouse: an image being imported and one switched off by an operator both
 * read {@code UNKNOWN}.
 */
public enum ImageStatus {
    /** Glance's {@code active}. */
    ACTIVE("ACTIVE", 100),
    /** Glance's {@code queued}: registered, no data yet. */
    QUEUED("SAVING", 25),
    /** Glance's {@code saving}. */
    SAVING("SAVING", 50),
    /** Glance's {@code killed}. */
    KILLED("ERROR", 0),
    /** Glance's {@code deleted} and {@code pending_delete}. */
    DELETED("DELETED", 0),
    /** Every other word, of today's Glance or a later one's. */
    UNKNOWN("UNKNOWN", 0);

    private final String word;
    private final int progress;

    ImageStatus(String word, int progress) {
        this.word = word;
        this.progress = progress;
    }

    /** Returns the state that Glance's word stands for; words are told apart by case, as Nova does. */
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

    /** Returns the word shown as {@code status}. */
    public String word() {
        return word;
    }

    /** Returns the number shown as {@code progress}, 0 to 100. */
    public int progress() {
        return progress;
    }
}
