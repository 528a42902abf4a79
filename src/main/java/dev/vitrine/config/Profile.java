package dev.vitrine.config;

/** As which of Nova's three periods a mount speaks. */
public enum Profile {
    /** Icehouse and Juno: JSON and XML, suffixes, its words for what is wrong, 413 for too much metadata. */
    ICEHOUSE,
    /** The same documents and words, with the statuses of {@code /v2} since Liberty: 403 for too much metadata. */
    V2COMPAT,
    /** {@code /v2.1} since Kilo: JSON, its words for what is wrong, bodies judged by its schema. */
    V21;

    /** Whether XML is spoken, a suffix chooses the format, and what is wrong is told in Icehouse's words. */
    public boolean isLegacy() {
        return this != V21;
    }
}
