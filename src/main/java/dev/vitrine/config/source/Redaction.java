package dev.vitrine.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the text of a setting is shown to a person: without the secrets that a URL can hold (RFC 3986 section 3.2.1), whether
 * the text is a URL that can be parsed or not. Any thread.
 */
public enum Redaction {
    /** A URL, a host or an address: none of them has a place for a user, so whatever stands before an at sign is hidden. */
    ADDRESS {
        @Override
        public String of(String text) {
            return withoutSecrets(text);
        }

        @Override
        public List<String> ofAll(List<String> items) {
            return withoutCutSecrets(items);
        }
    },
    /** Any other text: a name or a file may have an at sign in it, but a URL that stands there by mistake is hidden. */
    TEXT {
        @Override
        public String of(String text) {
            int user = endOfUser(text);
            boolean isUrl = text.contains("://")
                    || (user > 0 && (text.lastIndexOf(':', user) >= 0 || text.lastIndexOf("//", user) >= 0));
            return isUrl ? withoutSecrets(text) : text;
        }

        @Override
        public List<String> ofAll(List<String> items) {
            boolean hasUrl = items.stream().anyMatch(item -> item.contains("://") || !of(item).equals(item));
            return hasUrl ? withoutCutSecrets(items) : items;
        }
    };

    private static final String HIDDEN = "***";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9_-]+)?");
    private static final Pattern PORT = Pattern.compile("[0-9]{0,5}");

    /** Returns the text as it may be shown. */
    public abstract String of(String text);

    /** Returns the items of a list as they may be shown, in their order. */
    public abstract List<String> ofAll(List<String> items);

    /** Returns the end of the part in which a user and a password can stand, at the last at sign; -1 if there is none. */
    private static int endOfUser(String text) {
        return Math.max(text.lastIndexOf('@'), text.lastIndexOf("%40"));
    }

    private static String withoutSecrets(String text) {
        String scheme = scheme(text);
        int user = endOfUser(text);
        return user < 0
                ? scheme + withoutPassword(text.substring(scheme.length()))
                : scheme + HIDDEN + withoutPassword(text.substring(user));
    }

    private static String scheme(String text) {
        Matcher scheme = SCHEME.matcher(text);
        return scheme.lookingAt() ? scheme.group() : "";
    }

    /** Hides what stands in the place of a port and is none, since a password may lack its at sign, and any query. */
    private static String withoutPassword(String address) {
        int end = endOfAuthority(address);
        String authority = address.substring(0, end);
        int colon = authority.indexOf(':', Math.max(0, authority.lastIndexOf(']')));
        boolean isAddress = colon < 0 || BARE_IPV6.matcher(authority).matches();
        if (!isAddress && !PORT.matcher(authority.substring(colon + 1)).matches()) {
            return address.substring(0, colon + 1) + HIDDEN;
        }
        int query = endOfPath(address);
        return address.length() > query + 1 ? address.substring(0, query + 1) + HIDDEN : address;
    }

    private static int endOfAuthority(String address) {
        int slash = address.indexOf('/');
        return Math.min(slash < 0 ? address.length() : slash, endOfPath(address));
    }

    private static int endOfPath(String address) {
        int end = 0;
        while (end < address.length() && address.charAt(end) != '?' && address.charAt(end) != '#') {
            end++;
        }
        return end;
    }

    /** A comma in a password cuts a URL in two: then the items before the one with the at sign hold the password, too. */
    private static List<String> withoutCutSecrets(List<String> items) {
        List<String> shown = new ArrayList<>();
        boolean isCut = false;
        for (int i = items.size() - 1; i >= 0; i--) {
            String item = items.get(i);
            String scheme = scheme(item);
            shown.add(0, isCut ? scheme + HIDDEN : withoutSecrets(item));
            isCut = scheme.isEmpty() && (isCut || endOfUser(item) >= 0);
        }
        return List.copyOf(shown);
    }
}
