package dev.vitrine;

/** A port could not be bound; the message says which one, and why. */
public final class ListenFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** What the native transport says before the system's own words. */
    private static final String PREAMBLE = "^bind\\(.*?\\): ";

    ListenFailedException(String host, int port, Throwable cause) {
        super(host + ":" + port + ": " + String.valueOf(cause.getMessage()).replaceFirst(PREAMBLE, ""), cause);
    }
}
