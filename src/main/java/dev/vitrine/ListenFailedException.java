package dev.vitrine;

/** A port cannot be bound. The message has the address and the reason. */
public final class ListenFailedException extends Exception {
    private static final long serialVersionUID = 1;

    ListenFailedException(String host, int port, Throwable cause) {
        super(host + ":" + port + ": " + cause.getMessage(), cause);
    }
}
