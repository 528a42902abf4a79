package dev.vitrine.model;

import java.util.Comparator;

/** The order of texts by code point, which is also that of their UTF-8 bytes; {@link String}'s own is by UTF-16 unit. */
public final class CodePointOrder implements Comparator<String> {
    /** The order itself. */
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
