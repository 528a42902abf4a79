package dev.vitrine.model;

/** The formats of the compute API's documents. */
public enum Format {
    /** JSON, in every version of the API. */
    JSON,
    /** XML as in Nova until Juno, on mounts with a legacy profile. */
    XML
}
