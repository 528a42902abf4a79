package dev.vitrine.server;

/** How a line of the access log is written. For one thread at a time. */
interface AccessLogFormat {
    /** Appends a line, with its end. */
    void append(AccessLogEntry line, StringBuilder to);
}
