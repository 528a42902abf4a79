package dev.vitrine.config;

/** Who says whether a caller is who he claims to be. */
public enum IdentityMode {
    /** Keystone validates every token; the default. */
    KEYSTONE,
    /** Glance judges each token itself, and nothing is shared between two tokens. Needs no service user. */
    GLANCE,
    /** Nobody: for a Glance that asks for no authentication. */
    NONE
}
