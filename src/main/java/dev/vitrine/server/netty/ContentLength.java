package dev.vitrine.server.netty;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The length that a request declares for its body: digits, however many, leading zeros included (RFC 9110, 8.6). It is
 * compared and not converted, since it may exceed every type of number.
 */
public final class ContentLength {
    private static final String MAX = Long.toString(Long.MAX_VALUE);

    private ContentLength() {}

    /** Returns whether digits stand for more than the limit; false for null, where no length is declared. */
    public static boolean exceeds(@Nullable String digits, long limit) {
        return digits != null && exceeds(digits, Long.toString(limit));
    }

    /** Returns whether the one value there is consists of digits, and stands for more than Netty can count. */
    static boolean isBeyondCounting(List<String> values) {
        return values.size() == 1
                && !values.get(0).isEmpty()
                && values.get(0).chars().allMatch(c -> c >= '0' && c <= '9')
                && exceeds(values.get(0), MAX);
    }

    private static boolean exceeds(String digits, String limit) {
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        int length = digits.length() - first;
        return length == limit.length() ? digits.substring(first).compareTo(limit) > 0 : length > limit.length();
    }
}
