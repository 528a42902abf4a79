package dev.vitrine.server.proxy;

import dev.vitrine.model.Authority;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Reads how proxies name a node (RFC 7239 section 6): an IP address, with or without a port. */
final class NodeAddress {
    /** An IPv6 address with an IPv4 address at its end, brackets, and a port. */
    private static final int MAX_LENGTH = 64;

    private static final int MAX_PORT_DIGITS = 5;

    private NodeAddress() {}

    /**
     * Returns the address of the node; null for {@code unknown}, for an obfuscated identifier and for all else. Names are not
     * resolved. IPv6 may stand without brackets, as in {@code X-Forwarded-For}, but then without a port.
     */
    static @Nullable InetAddress parse(String node) {
        if (node.length() > MAX_LENGTH) {
            return null;
        }
        int colon = node.indexOf(':');
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return colon > 0 && colon < end && isPort(node.substring(end + 1))
                    ? Authority.address(node.substring(1, end))
                    : null;
        }
        if (colon < 0 || colon != node.lastIndexOf(':')) {
            return Authority.address(node);
        }
        return isPort(node.substring(colon)) ? Authority.address(node.substring(0, colon)) : null;
    }

    /** A colon and a number or an obfuscated port; or nothing. */
    private static boolean isPort(String text) {
        if (text.isEmpty()) {
            return true;
        }
        boolean isObfuscated = text.startsWith(":_");
        String port = text.substring(isObfuscated ? 2 : 1);
        return text.startsWith(":")
                && !port.isEmpty()
                && (isObfuscated || port.length() <= MAX_PORT_DIGITS)
                && port.chars().allMatch(c -> isDigit(c) || (isObfuscated && isObfuscated(c)));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isObfuscated(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    }
}
