package dev.vitrine.server;

/**
 * One request in the access log.
 *
 * @param atMillis when its response was ready, milliseconds since 1970
 * @param client the address it came from
 * @param method its method, as the client wrote it; of a long text the beginning that is shown
 * @param uri its path and query, alike
 * @param version 1.0, 1.1 or 2
 * @param status the status of the response
 * @param bytes the length of the response body
 * @param nanos from the head of the request to its response
 * @param cache the cache outcome
 * @param requestId the id that the response carries
 * @param globalId the id that Glance and Keystone were sent
 */
record AccessLogEntry(
        long atMillis,
        String client,
        String method,
        String uri,
        String version,
        int status,
        int bytes,
        long nanos,
        String cache,
        String requestId,
        String globalId) {
    /** Of a longer text so much is shown, and dots behind it. */
    static final int MAX_CHARS = 256;

    /** Cuts a text that a client chooses the length of: entries wait in a queue while the log is not read. */
    static String cut(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS + 1) : text;
    }
}
