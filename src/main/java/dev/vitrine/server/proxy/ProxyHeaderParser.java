package dev.vitrine.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.model.Authority;
import dev.vitrine.server.proxy.ProxyHeader.Complete;
import dev.vitrine.server.proxy.ProxyHeader.Incomplete;
import dev.vitrine.server.proxy.ProxyHeader.Malformed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses headers of the PROXY protocol by sections 2.1 and 2.2 of its specification. */
final class ProxyHeaderParser {
    private ProxyHeaderParser() {}

    /** Reads bytes from index 0 on. */
    static ProxyHeader read(ByteBuffer bytes) {
        if (bytes.remaining() == 0) {
            return new Incomplete();
        }
        return bytes.get(0) == Binary.SIGNATURE[0] ? Binary.read(bytes) : Text.read(bytes);
    }

    /** Version 1: one line. */
    private static final class Text {
        private static final byte[] NAME = "PROXY ".getBytes(US_ASCII);

        /** With the line end. */
        private static final int MAX_LINE = 107;

        private static final int WORDS = 6;

        private Text() {}

        private static ProxyHeader read(ByteBuffer bytes) {
            if (!begins(bytes, NAME)) {
                return new Malformed();
            }
            int most = Math.min(bytes.remaining(), MAX_LINE);
            for (int i = 0; i + 1 < most; i++) {
                if (bytes.get(i) == '\r' && bytes.get(i + 1) == '\n') {
                    byte[] line = new byte[i];
                    bytes.get(0, line);
                    return read(new String(line, US_ASCII), i + 2);
                }
            }
            return most < MAX_LINE ? new Incomplete() : new Malformed();
        }

        private static ProxyHeader read(String line, int length) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.get(1).equals("UNKNOWN")) {
                return new Complete(length, null);
            }
            boolean isIpv6 = words.get(1).equals("TCP6");
            if (words.size() != WORDS || !(isIpv6 || words.get(1).equals("TCP4"))) {
                return new Malformed();
            }
            InetAddress source = address(words.get(2), isIpv6);
            boolean isValid = source != null
                    && address(words.get(3), isIpv6) != null
                    && isPort(words.get(4))
                    && isPort(words.get(5));
            return isValid ? new Complete(length, source) : new Malformed();
        }

        private static @Nullable InetAddress address(String text, boolean isIpv6) {
            return (text.indexOf(':') >= 0) == isIpv6 ? Authority.address(text) : null;
        }

        private static boolean isPort(String text) {
            return text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
        }
    }

    /** Version 2: binary. */
    private static final class Binary {
        private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
        private static final int FIXED = 16;
        private static final int LOCAL = 0x20;
        private static final int PROXY = 0x21;
        private static final int TCP_IPV4 = 0x11;
        private static final int TCP_IPV6 = 0x21;

        private Binary() {}

        private static ProxyHeader read(ByteBuffer bytes) {
            if (!begins(bytes, SIGNATURE)) {
                return new Malformed();
            }
            if (bytes.remaining() < FIXED) {
                return new Incomplete();
            }
            int command = bytes.get(12) & 0xFF;
            int length = FIXED + (bytes.getShort(14) & 0xFFFF);
            if ((command != LOCAL && command != PROXY) || length > ProxyHeader.MAX_BYTES) {
                return new Malformed();
            }
            if (bytes.remaining() < length) {
                return new Incomplete();
            }
            return command == LOCAL ? new Complete(length, null) : proxied(bytes, length);
        }

        /** Source and destination addresses come first, then the ports. */
        private static ProxyHeader proxied(ByteBuffer bytes, int length) {
            return switch (bytes.get(13) & 0xFF) {
                case TCP_IPV4 -> source(bytes, 4, length);
                case TCP_IPV6 -> source(bytes, 16, length);
                // Unspecified, and a Unix socket: accepted, and no address is known.
                case 0x00, 0x31 -> new Complete(length, null);
                default -> new Malformed();
            };
        }

        private static ProxyHeader source(ByteBuffer bytes, int size, int length) {
            if (length < FIXED + 2 * size + 4) {
                return new Malformed();
            }
            byte[] address = new byte[size];
            bytes.get(FIXED, address);
            try {
                return new Complete(length, InetAddress.getByAddress(address));
            } catch (UnknownHostException e) {
                throw new AssertionError("4 and 16 bytes are an address", e);
            }
        }
    }

    private static boolean begins(ByteBuffer bytes, byte[] with) {
        for (int i = 0; i < Math.min(bytes.remaining(), with.length); i++) {
            if (bytes.get(i) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
