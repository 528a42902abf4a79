package dev.vitrine.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header by which a request is found again in everybody's traces (W3C Trace Context, section 3.2). */
final class TraceParent {
    private static final String VERSION = "00-";
    private static final int LENGTH = 55;
    private static final int PARENT = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /** Returns the one value of the header, or null unless it is exactly of the form of version 00, neither id zero. */
    static @Nullable String of(List<String> values) {
        String value = values.size() == 1 ? values.get(0) : "";
        if (value.length() != LENGTH || !value.startsWith(VERSION)) {
            return null;
        }
        for (int i = VERSION.length(); i < LENGTH; i++) {
            char c = value.charAt(i);
            boolean isHyphen = i == PARENT - 1 || i == FLAGS - 1;
            boolean isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (isHyphen ? c != '-' : !isHex) {
                return null;
            }
        }
        boolean isZero = isZero(value, VERSION.length(), PARENT - 1) || isZero(value, PARENT, FLAGS - 1);
        return isZero ? null : value;
    }

    private static boolean isZero(String value, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (value.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
