package dev.vitrine.server.proxy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request as its client made it, as far as trusted proxies say.
 *
 * @param client the client's IP address in the JDK's form; without a proxy that of the other end of the connection
 * @param link how URLs begin that lead the client back here
 */
public record OriginalRequest(String client, Link link) {
    /** Returns the request of a client that is connected itself, or through a proxy that says no more than its address. */
    public static OriginalRequest from(InetAddress client) {
        return new OriginalRequest(client.getHostAddress(), Link.NONE);
    }

    /**
     * How the client's URLs begin, where that differs from the request's own scheme and host.
     *
     * @param scheme {@code http} or {@code https}; null for that of the connection
     * @param host a name of letters, digits, dots, dashes and the like, or an address, in brackets if it is of version 6, without
     *     a port; null for that of the request
     * @param port 1 to 65535, 0 for none in the URL, {@link #OWN_PORT} for that of the request
     * @param prefix a plain absolute path that does not end in a slash, or the empty text
     */
    public record Link(@Nullable String scheme, @Nullable String host, int port, String prefix) {
        /** Stands for the port of the request. */
        public static final int OWN_PORT = -1;

        /** Where nothing differs. */
        public static final Link NONE = new Link(null, null, OWN_PORT, "");
    }
}
