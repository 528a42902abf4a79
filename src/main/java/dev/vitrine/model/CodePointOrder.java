package dev.vitrine.model;

import java.util.Comparator;

/** The order of strings by code point, as of their UTF-8 bytes. {@link String#compareTo} orders by UTF-16 code unit. */
public final class CodePointOrder implements Comparator<String> {
    /** The only instance. */
    public static final CodePointOrder INSTANCE = new CodePointOrder();

    private CodePointOrder() {}

    @Override
    public int compare(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            char ca = a.charAt(i);
            char cb = b.charAt(i);
            if (ca != cb) {
                boolean oneIsSurrogate = Character.isSurrogate(ca) != Character.isSurrogate(cb);
                return oneIsSurrogate ? (Character.isSurrogate(ca) ? 1 : -1) : Character.compare(ca, cb);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
