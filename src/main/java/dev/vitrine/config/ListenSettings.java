package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

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
        new Check().notBlank("host", host).range("port", port, 0, 65_535).done();
    }

    static @Nullable ListenSettings read(Values values, IdentityMode identity) {
        String host = values.text("listen.host", identity == IdentityMode.NONE ? "127.0.0.1" : "0.0.0.0");
        int port = values.whole("listen.port", DEFAULT_PORT);
        return values.section("listen", () -> new ListenSettings(host, port));
    }
}
