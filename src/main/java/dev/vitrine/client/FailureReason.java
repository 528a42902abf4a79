package dev.vitrine.client;

import java.util.Locale;

/** Why a call to a service ended without a response. */
public enum FailureReason {
    /** No connection could be opened: refused, no route, unknown host, TLS handshake failed. */
    UNREACHABLE("no connection to"),
    /** The connection was closed after the request was sent and before the head of a response came. */
    RESET("connection closed without a response by"),
    /** The connection was closed before the end of the body. */
    INCOMPLETE("incomplete response from"),
    /** What came is not HTTP: two lengths, a length or status that is no number, headers that are too long. */
    MALFORMED("malformed response from"),
    /** The response, or the rest of it, did not come before a timeout. */
    TIMEOUT("timeout at"),
    /** The body is longer than the request allows. */
    TOO_LARGE("response too large from"),
    /** The requests of the project, or all requests, would hold more bytes than the byte budget allows. */
    OVER_BUDGET("byte budget exceeded by a response from"),
    /** The call was not made: too many calls wait already, or it has waited for too long. */
    REJECTED("too many calls wait for"),
    /** The call was not made: those on whose behalf it would have been made wait no longer. */
    ABANDONED("no one waits any more for"),
    /** The call was not made: the circuit breaker of every endpoint is open. */
    CIRCUIT_OPEN("circuit breaker open for"),
    /** The call was not made: Keystone's catalogue has not named an endpoint of the service yet. */
    NO_ENDPOINT("no endpoint known of");

    private final String text;
    private final String label;

    FailureReason(String text) {
        this.text = text;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** Returns the reason as a metric's label. */
    public String label() {
        return label;
    }

    /** Returns the reason as it stands in a log line, to be followed by the name or address of what was called. */
    String text() {
        return text;
    }

    /** Returns whether the call was not made: the service knows nothing of it. */
    public boolean isNotSent() {
        return this == UNREACHABLE
                || this == REJECTED
                || this == ABANDONED
                || this == CIRCUIT_OPEN
                || this == NO_ENDPOINT;
    }
}
