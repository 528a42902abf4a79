package dev.vitrine.config;

/** Which callers are taken to be shown the same by Glance, and may share what was remembered for one of them. */
public enum AccessClass {
    /** Those of one project with the same roles: exact for Glance's stock policy. */
    PROJECT,
    /** Each user of a project alone: for sites whose policy names users. */
    USER,
    /** Each token alone: nothing is shared at all. */
    TOKEN
}
