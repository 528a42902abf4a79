package dev.vitrine.client;

import java.util.Locale;

/** Why a call to a service ended without a response. */
public enum FailureReason {
    /** Nothing listens on the port. */
    CONNECTION_REFUSED("connection refused by", "Start it, or correct its address or port in the settings."),
    /** No name server knows the host. */
    UNKNOWN_HOST("unknown host", "Correct the host name in the settings, or the name server's records."),
    /** The certificate is not signed by a trusted authority, is for another host, or has ended. */
    UNTRUSTED_CERTIFICATE(
            "untrusted certificate of",
            "Set cafile in its section of the settings to its authority's certificate, or renew the certificate."),
    /** The TLS handshake failed for another cause. */
    TLS_FAILED(
            "TLS handshake failed with",
            "Does it serve HTTPS on this port, and does it ask for a client certificate (certfile, keyfile)?"),
    /** No connection could be opened for another cause: no route, no response to the attempt. */
    UNREACHABLE("no connection to", "Look for a firewall or a network that is down between here and it."),
    /** The connection was closed after the request was sent and before the head of a response came. */
    RESET("connection closed without a response by", "See its log; a proxy or firewall may close connections."),
    /** The connection was closed before the end of the body. */
    INCOMPLETE("incomplete response from", "See its log; a proxy or firewall may close connections."),
    /** What came is not HTTP: two lengths, a length or status that is no number, headers that are too long. */
    MALFORMED("malformed response from", "Look at what stands between the gateway and it: what came is not HTTP."),
    /** The response, or the rest of it, did not come before a timeout. */
    TIMEOUT("timeout at", "It is slow or hangs: look at its load and its log."),
    /** The body is longer than the request allows. */
    TOO_LARGE("response too large from"),
    /** The requests of the project, or all requests, would hold more bytes than the byte budget allows. */
    OVER_BUDGET("byte budget exceeded by a response from"),
    /** The call was not made: too many calls wait already, or it has waited for too long. */
    REJECTED("too many calls wait for"),
    /** The call was not made, since those who wanted it wait no longer; or, of a call passed on, its client is gone or too slow. */
    ABANDONED("no one waits any more for"),
    /** The call was not made: the circuit breaker of every endpoint is open. */
    CIRCUIT_OPEN("circuit breaker open for"),
    /** The call was not made: Keystone's catalogue has not named an endpoint of the service yet. */
    NO_ENDPOINT("no endpoint known of");

    private final String text;
    private final String action;
    private final String label;

    FailureReason(String text) {
        this(text, "");
    }

    FailureReason(String text, String action) {
        this.text = text;
        this.action = action;
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

    /** Returns what an operator can do; empty if the service is not the cause. */
    public String action() {
        return action;
    }

    /** Returns whether no connection could be opened. */
    public boolean isUnreachable() {
        return switch (this) {
            case CONNECTION_REFUSED, UNKNOWN_HOST, UNTRUSTED_CERTIFICATE, TLS_FAILED, UNREACHABLE -> true;
            default -> false;
        };
    }

    /** Returns whether the call was not made: the service knows nothing of it. */
    public boolean isNotSent() {
        return isUnreachable() || this == REJECTED || this == ABANDONED || this == CIRCUIT_OPEN || this == NO_ENDPOINT;
    }
}
