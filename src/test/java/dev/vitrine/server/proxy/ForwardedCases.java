package dev.vitrine.server.proxy;

import java.util.List;

/**
 * What proxies say of clients, and what is made of it where 127.0.0.0/8, 10.0.0.0/8 and 2001:db8:1::/48 are trusted and the
 * request comes from 127.0.0.1 over plain HTTP with {@code Host: a.example}.
 */
public final class ForwardedCases {
    /** How a client is logged that no header names. */
    public static final String PEER = "127.0.0.1";

    /** How links begin that no header changes. */
    public static final String BASE = "http://a.example";

    /** Of which proxies the headers count. */
    public static final String TRUSTED = "127.0.0.0/8, 10.0.0.0/8, 2001:db8:1::/48";

    /**
     * Header lines, and what they make.
     *
     * @param headers names and values in turn
     */
    public record Case(String client, String base, List<String> headers) {
        @Override
        public String toString() {
            return String.join(" ", headers);
        }
    }

    private static Case of(String client, String base, String... headers) {
        return new Case(client, base, List.of(headers));
    }

    private static final String CLIENT = "203.0.113.7";

    /** Each changes something. */
    public static final List<Case> VALID = List.of(
            of(CLIENT, BASE, "X-Forwarded-For", CLIENT),
            of(CLIENT, BASE, "X-Forwarded-For", "198.51.100.1, 203.0.113.7"),
            of(CLIENT, BASE, "X-Forwarded-For", "198.51.100.1,203.0.113.7 ,10.1.2.3"),
            of(CLIENT, BASE, "X-Forwarded-For", "198.51.100.1", "X-Forwarded-For", "203.0.113.7, 10.1.2.3"),
            of(CLIENT, BASE, "X-Forwarded-For", "unknown, <script>, 203.0.113.7"),
            of(CLIENT, BASE, "X-Forwarded-For", "203.0.113.7:5000,, ,"),
            of(CLIENT, BASE, "X-Forwarded-For", "::ffff:203.0.113.7"),
            of("2001:db8:0:0:0:0:0:7", BASE, "X-Forwarded-For", "[2001:db8::7]:443, 2001:db8:1::1"),
            of("10.9.9.9", BASE, "X-Forwarded-For", "10.9.9.9"),
            of("10.0.0.2", BASE, "X-Forwarded-For", "203.0.113.7, unknown, 10.0.0.2"),
            of(PEER, "https://a.example", "X-Forwarded-Proto", "HTTPS"),
            of(PEER, "http://b.example:8774", "X-Forwarded-Host", "b.example:8774"),
            of(PEER, "http://[2001:db8::1]:8774", "X-Forwarded-Host", "[2001:db8::1]:8774"),
            of(PEER, "http://b.example", "X-Forwarded-Host", "evil.example, b.example"),
            of(PEER, "http://b.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Host", "b.example"),
            of(
                    PEER,
                    "https://b.example",
                    "X-Forwarded-Host",
                    "b.example",
                    "X-Forwarded-Proto",
                    "https",
                    "X-Forwarded-Port",
                    "443"),
            of(PEER, "http://a.example:8080", "X-Forwarded-Port", "8080"),
            of(PEER, "http://b.example:8080", "X-Forwarded-Host", "b.example:1", "X-Forwarded-Port", "8080"),
            of(PEER, "http://a.example/compute", "X-Forwarded-Prefix", "/compute"),
            of(PEER, "http://a.example/cloud/compute-1", "X-Forwarded-Prefix", "/cloud/compute-1/"),
            of(
                    CLIENT,
                    "https://b.example",
                    "X-Forwarded-For",
                    "198.51.100.1, 203.0.113.7, 10.0.0.1",
                    "X-Forwarded-Proto",
                    "http, https, http",
                    "X-Forwarded-Host",
                    "evil.example, b.example, inner",
                    "X-Forwarded-Port",
                    "1, 443, 80"),
            of(
                    CLIENT,
                    "https://b.example",
                    "X-Forwarded-For",
                    "203.0.113.7, 10.0.0.1",
                    "X-Forwarded-Proto",
                    "https",
                    "X-Forwarded-Host",
                    "b.example"),
            of(CLIENT, "https://b.example", "Forwarded", "for=203.0.113.7;proto=https;host=b.example"),
            of(
                    "2001:db8:0:0:0:0:0:7",
                    "http://b.example:8774",
                    "Forwarded",
                    "FOR=\"[2001:db8::7]:4711\" ; Host=\"b.example:8774\";by=_x;;ext=\"a;b,\\\"c\""),
            of(
                    CLIENT,
                    "https://b.example",
                    "Forwarded",
                    "for=198.51.100.1;host=evil.example;proto=http, "
                            + "for=203.0.113.7;proto=https;host=b.example, for=10.0.0.1;proto=http;host=inner"),
            of(
                    CLIENT,
                    "https://b.example",
                    "Forwarded",
                    "for=\"198.51.100.1;host=evil.example",
                    "Forwarded",
                    "for=203.0.113.7;proto=https;host=b.example",
                    "Forwarded",
                    "for=10.0.0.1"),
            of(CLIENT, "http://b.example", "Forwarded", "for=198.51.100.1;for=1.1.1.1, for=203.0.113.7;host=b.example"),
            of(
                    CLIENT,
                    BASE,
                    "Forwarded",
                    "for=203.0.113.7",
                    "X-Forwarded-For",
                    "198.51.100.9",
                    "X-Forwarded-Host",
                    "evil.example",
                    "X-Forwarded-Proto",
                    "https",
                    "X-Forwarded-Port",
                    "1"),
            of(CLIENT, "http://a.example/p", "Forwarded", "for=203.0.113.7", "X-Forwarded-Prefix", "/p"),
            of(PEER, "https://a.example", "Forwarded", "for=198.51.100.1, for=_hidden;proto=https"),
            of(PEER, "https://a.example", "Forwarded", "for=198.51.100.1, proto=https"),
            of(CLIENT, BASE, "Forwarded", "for=\"198.51.100.1", "X-Forwarded-For", CLIENT));

    private static Case nothing(String... headers) {
        return of(PEER, BASE, headers);
    }

    /** None changes anything, though it comes from a trusted proxy. */
    public static final List<Case> INVALID = List.of(
            nothing("X-Forwarded-For", "unknown"),
            nothing("X-Forwarded-For", "_hidden"),
            nothing("X-Forwarded-For", "203.0.113.7, unknown"),
            nothing("X-Forwarded-For", "203.0.113.7, 999.1.1.1"),
            nothing("X-Forwarded-For", "203.0.113.07"),
            nothing("X-Forwarded-For", "203.0.113.7:999999"),
            nothing("X-Forwarded-For", "203.0.113.7:80:80"),
            nothing("X-Forwarded-For", "[203.0.113.7]"),
            nothing("X-Forwarded-For", "[::1"),
            nothing("X-Forwarded-For", "[::1]x"),
            nothing("X-Forwarded-For", "fe80::1%eth0"),
            nothing("X-Forwarded-For", "::1:2:3:4:5:6:7:8"),
            nothing("X-Forwarded-For", "a.example"),
            nothing("X-Forwarded-For", "\"203.0.113.7\""),
            nothing("X-Forwarded-For", "203.0.113.7 10.0.0.1"),
            nothing("X-Forwarded-For", ""),
            nothing("X-Forwarded-For", ",".repeat(2000)),
            nothing("X-Forwarded-For", "203.0.113.7" + "0".repeat(2000)),
            nothing("X-Forwarded-Proto", "ftp"),
            nothing("X-Forwarded-Proto", "https://"),
            nothing("X-Forwarded-Proto", "javascript:alert(1)"),
            nothing("X-Forwarded-Proto", "https, gopher"),
            nothing("X-Forwarded-Host", "b.example/path"),
            nothing("X-Forwarded-Host", "user@b.example"),
            nothing("X-Forwarded-Host", "a b"),
            nothing("X-Forwarded-Host", "\"><script>"),
            nothing("X-Forwarded-Host", "b.example&x"),
            nothing("X-Forwarded-Host", "b%2eexample"),
            nothing("X-Forwarded-Host", "b.example:99999"),
            nothing("X-Forwarded-Host", "b.example:0"),
            nothing("X-Forwarded-Host", "[::1"),
            nothing("X-Forwarded-Host", "[::1:2:3:4:5:6:7:8]"),
            nothing("X-Forwarded-Host", ":8774"),
            nothing("X-Forwarded-Host", "b".repeat(300)),
            nothing("X-Forwarded-Port", "0"),
            nothing("X-Forwarded-Port", "65536"),
            nothing("X-Forwarded-Port", "-1"),
            nothing("X-Forwarded-Port", "1e3"),
            nothing("X-Forwarded-Port", "000000080"),
            nothing("X-Forwarded-Port", "80/evil"),
            nothing("X-Forwarded-Prefix", "compute"),
            nothing("X-Forwarded-Prefix", "/"),
            nothing("X-Forwarded-Prefix", "//evil.example"),
            nothing("X-Forwarded-Prefix", "/a/../b"),
            nothing("X-Forwarded-Prefix", "/./b"),
            nothing("X-Forwarded-Prefix", "/a//b"),
            nothing("X-Forwarded-Prefix", "/a%2fb"),
            nothing("X-Forwarded-Prefix", "/a?b"),
            nothing("X-Forwarded-Prefix", "/a b"),
            nothing("X-Forwarded-Prefix", "/\"<>&"),
            nothing("X-Forwarded-Prefix", "http://evil.example/"),
            nothing("X-Forwarded-Prefix", "/" + "a".repeat(300)),
            nothing("Forwarded", "for=\"203.0.113.7"),
            nothing("Forwarded", "for=\"203.0.113.7\\\""),
            nothing("Forwarded", "for=203.0.113.7;for=203.0.113.8"),
            nothing("Forwarded", "for=203.0.113.7, host=b.example;HOST=c.example"),
            nothing("Forwarded", "for=203.0.113.7:80"),
            nothing("Forwarded", "for=\"203.0.113.7\"x"),
            nothing("Forwarded", "for = 203.0.113.7"),
            nothing("Forwarded", "for"),
            nothing("Forwarded", "=203.0.113.7"),
            nothing("Forwarded", "for=unknown"),
            nothing("Forwarded", ";;,,"),
            nothing("Forwarded", "for=203.0.113.7;" + "x=y;".repeat(500) + "="),
            nothing("Forwarded", "proto=ftp;host=\"b.example/path\""),
            nothing("Forwarded", "host=\"b.example\u0001\""));

    private ForwardedCases() {}
}
