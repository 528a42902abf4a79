package dev.vitrine.http;

/** How a line of the access log is written. For one thread at a time. */
interface AccessForm {
    /** Appends a line, with its end. */
    void append(AccessLine line, StringBuilder to);
}
