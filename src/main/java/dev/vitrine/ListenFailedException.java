package dev.vitrine;

import dev.vitrine.config.source.Redaction;

/** A port cannot be bound. The message has the address and the reason, without the secrets of a URL in the host's place. */
public final class ListenFailedException extends Exception {
    private static final long serialVersionUID = 1;

    ListenFailedException(String host, int port, Throwable cause) {
        super(
                Redaction.ADDRESS.of(host) + ":" + port + ": "
                        + String.valueOf(cause.getMessage()).replace(host, Redaction.ADDRESS.of(host)),
                cause);
    }
}
