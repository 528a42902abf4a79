package dev.vitrine;

/** A port could not be bound; the message says which one, and why. */
public final class ListenFailedException extends Exception {
    private static final long serialVersionUID = 1;

    ListenFailedException(String host, int port, Throwable cause) {
        super(host + ":" + port + ": " + cause.getMessage(), cause);
    }
}
