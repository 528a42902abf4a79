package dev.vitrine.config.source;

import dev.vitrine.model.Authority;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network of IP addresses (RFC 4632, RFC 4291 section 2.3).
 *
 * @param address its first address
 * @param prefix how many leading bits its addresses have in common: 0 to 32, for IPv6 to 128
 */
public record Network(InetAddress address, int prefix) {
    /** How networks are written; an address alone is a network of one. */
    public static final ValueType<Network> TYPE = ValueType.quoted(
            "network",
            "an address, or a network such as 10.0.0.0/8 or 2001:db8::/32 without bits behind its prefix",
            Network::parse);

    /** Returns the network that the text stands for; null if it stands for none, or if a bit behind the prefix is set. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Authority.address(slash < 0 ? text : text.substring(0, slash));
        // The JDK makes an IPv4 address of an IPv4-mapped one of IPv6, whose prefix counts other bits.
        boolean isMapped = text.indexOf(':') >= 0 && !(address instanceof Inet6Address);
        if (address == null || (isMapped && slash >= 0)) {
            return null;
        }
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = slash < 0 ? bits : length(text.substring(slash + 1));
        return prefix < 0 || prefix > bits || hasBitBehind(address.getAddress(), prefix)
                ? null
                : new Network(address, prefix);
    }

    private static int length(String text) {
        return text.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(text) : -1;
    }

    private static boolean hasBitBehind(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * Byte.SIZE; bit++) {
            if (isSet(address, bit)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSet(byte[] address, int bit) {
        return (address[bit / Byte.SIZE] & (0x80 >> (bit % Byte.SIZE))) != 0;
    }

    /** Returns whether an address is in the network. An IPv4-mapped IPv6 address is an IPv4 address, as for the JDK. */
    public boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] bytes = other.getAddress();
        if (own.length != bytes.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (isSet(own, bit) != isSet(bytes, bit)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
