package dev.vitrine.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates what a client sends as {@code Host} or {@code :authority} (RFC 9110 section 7.2, RFC 3986 section 3.2.2), before
 * Vert.x parses it.
 *
 * <p>Vert.x 5.1.6 throws an {@link AssertionError} for some malformed IPv6 addresses ({@code UriParser.parseIPv6Address}). It
 * is not caught: over HTTP/1 the request gets no response, over HTTP/2 the connection ends with all its streams.
 */
public final class Authority {
    /** A name or an IPv4 address. Non-ASCII names come in Punycode. */
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=-]|%\\p{XDigit}{2})+");

    private static final Pattern IPV4 =
            Pattern.compile("(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    private static final Pattern GROUP = Pattern.compile("\\p{XDigit}{1,4}");
    private static final Pattern PORT = Pattern.compile("|:|:0*\\d{1,5}");
    private static final int MAX_PORT = 65_535;
    private static final int GROUPS = 8;

    /** Eight groups, or six and an IPv4 address. */
    private static final int MAX_ADDRESS = 45;

    /** Whether each ASCII character is unreserved: asked for every character of nearly every path. */
    private static final boolean[] UNRESERVED = new boolean[128];

    static {
        for (char c = 0; c < UNRESERVED.length; c++) {
            UNRESERVED[c] = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0;
        }
    }

    private Authority() {}

    /** Returns whether the text is a host with or without a port, and nothing else: no user information. */
    public static boolean isValid(String text) {
        int hostEnd = hostEnd(text);
        return hostEnd > 0 && isHost(text.substring(0, hostEnd)) && isPort(text.substring(hostEnd));
    }

    /** Returns whether the host of a valid authority is {@code localhost} or an IP address: nothing that DNS resolves. */
    public static boolean isAddressOrLocalhost(String authority) {
        String host = authority.substring(0, hostEnd(authority));
        return host.startsWith("[") || host.equalsIgnoreCase("localhost") || isIpv4(host);
    }

    /** Returns whether the character means the same in every part of a URI, escaped or not (RFC 3986 section 2.3). */
    public static boolean isUnreserved(int c) {
        return c >= 0 && c < UNRESERVED.length && UNRESERVED[c];
    }

    /** Returns the IP address that the text is, of IPv6 without brackets and zone; null for any other text. Resolves no names. */
    public static @Nullable InetAddress address(String text) {
        if (text.length() > MAX_ADDRESS || !(text.indexOf(':') < 0 ? isIpv4(text) : isIpv6(text))) {
            return null;
        }
        try {
            return InetAddress.getAllByName(text)[0];
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            return text.indexOf(']') + 1;
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    private static boolean isHost(String host) {
        return host.startsWith("[")
                ? isIpv6(host.substring(1, host.length() - 1))
                : NAME.matcher(host).matches();
    }

    private static boolean isPort(String port) {
        return PORT.matcher(port).matches() && (port.length() < 2 || Integer.parseInt(port.substring(1)) <= MAX_PORT);
    }

    private static boolean isIpv4(String host) {
        return IPV4.matcher(host).matches();
    }

    /** Returns whether the text is an IPv6 address without a zone (RFC 4291 section 2.2). */
    private static boolean isIpv6(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address, true) == GROUPS;
        }
        int before = groups(address.substring(0, gap), false);
        int after = groups(address.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** Returns the number of groups of 16 bits; an IPv4 address at the end counts as two; -1 if one is malformed. */
    private static int groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        int last = groups.length - 1;
        for (int i = 0; i < last; i++) {
            if (!GROUP.matcher(groups[i]).matches()) {
                return -1;
            }
        }
        if (GROUP.matcher(groups[last]).matches()) {
            return groups.length;
        }
        return mayEndInIpv4 && isIpv4(groups[last]) ? groups.length + 1 : -1;
    }
}
