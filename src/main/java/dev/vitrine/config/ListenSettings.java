package dev.vitrine.config;

/**
 * Where the API is served.
 *
 * @param host the address to bind; all of them by default, but loopback alone where nobody checks the callers
 * @param port 0 to 65535, 0 for any free one; default 8774, which is the compute API's
 */
public record ListenSettings(String host, int port) {
    /** The compute API's port. */
    public static final int DEFAULT_PORT = 8774;

    /** Checks the port's range. */
    public ListenSettings {
        Check.notBlank("host", host);
        Check.range("port", port, 0, 65_535);
    }

    static String defaultHost(IdentityMode identity) {
        return identity == IdentityMode.NONE ? "127.0.0.1" : "0.0.0.0";
    }
}
