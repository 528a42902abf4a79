package dev.vitrine.server.proxy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header with which a connection through a proxy begins, of HAProxy's PROXY protocol
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt), version 1 in text or version 2 in binary.
 */
public sealed interface ProxyHeader {
    /** The rest is still to come. */
    record Incomplete() implements ProxyHeader {}

    /** The bytes begin with no valid header, or with one that is too long. */
    record Malformed() implements ProxyHeader {}

    /**
     * The header is there.
     *
     * @param bytes how long it is
     * @param source the client's address; null if the proxy names none, as for a connection of its own (command LOCAL)
     */
    record Complete(int bytes, @Nullable InetAddress source) implements ProxyHeader {}

    /** Bytes of a header of version 2 at most; the specification asks for 536. Behind the addresses stand further fields. */
    int MAX_BYTES = 2048;

    /** Reads the header at the beginning of the bytes, whose position and limit stay as they are. */
    static ProxyHeader read(ByteBuffer bytes) {
        return ProxyHeaderParser.read(bytes.slice());
    }
}
