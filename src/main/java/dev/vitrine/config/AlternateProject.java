package dev.vitrine.config;

/** Whether the alternate link of an image holds the project, as it did in Nova before Kilo. */
public enum AlternateProject {
    /** On {@code /v1.1} and {@code /v2}, not on {@code /v2.1}. */
    BY_MOUNT,
    /** Wherever the caller has a project. */
    ALWAYS,
    /** Nowhere. */
    NEVER
}
