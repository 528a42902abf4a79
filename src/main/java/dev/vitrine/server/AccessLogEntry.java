package dev.vitrine.server;

/**
 * What the access log tells of one request.
 *
 * @param atMillis when it was answered, since 1970
 * @param client the address it came from
 * @param method its method, as the client wrote it
 * @param uri its path and query, as the client wrote them
 * @param version 1.0, 1.1 or 2
 * @param status the answer's status
 * @param bytes the answer's body
 * @param nanos from the reading of its head until its answer
 * @param cache what the memory had to do with it
 * @param requestId the id that the answer carries
 * @param globalId the id by which services behind know the request
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
