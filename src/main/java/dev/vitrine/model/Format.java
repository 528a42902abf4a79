package dev.vitrine.model;

/** The two forms in which the compute API writes a document. */
public enum Format {
    /** JSON, spoken on every mount. */
    JSON,
    /** XML, as Nova spoke it until Juno; spoken on {@code /v1.1} and {@code /v2}. */
    XML
}
