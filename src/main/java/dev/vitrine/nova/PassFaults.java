package dev.vitrine.nova;

import dev.vitrine.client.FailureReason;
import dev.vitrine.model.Fault;

/** The faults of requests to which Nova gives no response; Nova's own faults are passed on as they are. */
final class PassFaults {
    /** No connection could be opened. */
    static final Fault UNREACHABLE = Fault.of(502, "The compute service cannot be reached.");

    /** The connection was closed before the head of a response: Nova may have done what was asked. */
    static final Fault NO_ANSWER = Fault.of(502, "The compute service closed the connection without an answer.");

    /** What came is no HTTP response. */
    static final Fault MALFORMED = Fault.of(502, "The compute service gave an answer that could not be understood.");

    /** No head of a response came in time: Nova may still do what was asked. */
    static final Fault TIMEOUT = Fault.of(504, "The compute service did not answer in time.");

    /** The client does not go on with the body of its request. */
    static final Fault SLOW_CLIENT = Fault.of(408, "The request took too long to arrive.");

    /** A header field of the request cannot be sent. */
    static final Fault INVALID_FIELD = Fault.badRequest("A header field is malformed.");

    private PassFaults() {}

    /** Returns the fault of a call that has ended without a response. */
    static Fault of(FailureReason reason) {
        if (reason.isUnreachable()) {
            return UNREACHABLE;
        }
        return switch (reason) {
            case MALFORMED -> MALFORMED;
            case TIMEOUT -> TIMEOUT;
            case CIRCUIT_OPEN, REJECTED -> Fault.unavailable();
            default -> NO_ANSWER;
        };
    }
}
