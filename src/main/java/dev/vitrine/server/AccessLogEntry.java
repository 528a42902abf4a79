package dev.vitrine.server;

/**
 * One request in the access log.
 *
 * @param atMillis when its response was ready, milliseconds since 1970
 * @param client the address it came from
 * @param method its method, as the client wrote it
 * @param uri its path and query, as the client wrote them
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
        String globalId) {}
