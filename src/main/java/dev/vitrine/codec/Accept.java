package dev.vitrine.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the media type of an answer from the {@code Accept} header.
 *
 * <p>Nova's rule: the highest {@code q} wins, at equal {@code q} the more specific range, at a full tie the type that
 * stands earlier in {@link MediaType}. Never 406: where nothing fits, the answer is JSON. Unlike Nova, {@code q=0}
 * means what RFC 9110 section 12.4.2 says: not acceptable.
 */
public final class Accept {
    private static final int MOST_DIGITS = 20;

    private Accept() {}

    /**
     * Returns the type to answer with.
     *
     * @param header the value of {@code Accept}, several joined by commas; null if there is none
     * @param xml whether XML is on offer
     */
    public static MediaType choose(@Nullable String header, boolean xml) {
        if (header == null || header.isEmpty()) {
            return MediaType.JSON;
        }
        Choice best = new Choice(MediaType.JSON, 0, -1);
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int end = comma < 0 ? header.length() : comma;
            best = best.orBetter(header.substring(from, end), xml);
            from = end + 1;
        }
        return best.type;
    }

    /** The best type so far, with the wish that chose it. */
    private record Choice(MediaType type, double quality, int specificity) {

        Choice orBetter(String element, boolean xml) {
            int semicolon = element.indexOf(';');
            String range = (semicolon < 0 ? element : element.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            double wanted = semicolon < 0 ? 1 : quality(element.substring(semicolon + 1));
            int specific = specificity(range);
            MediaType match = wanted > 0 ? firstMatch(range, xml) : null;
            if (match == null || wanted < quality) {
                return this;
            }
            boolean earlier = specific == specificity && match.compareTo(type) < 0;
            return wanted > quality || specific > specificity || earlier ? new Choice(match, wanted, specific) : this;
        }

        private static int specificity(String range) {
            return range.equals("*/*") ? 0 : range.endsWith("/*") ? 1 : 2;
        }

        private static @Nullable MediaType firstMatch(String range, boolean xml) {
            if (range.equals("*/*") || range.equals("application/*")) {
                return MediaType.JSON;
            }
            for (MediaType type : MediaType.values()) {
                boolean offered = xml || type == MediaType.JSON || type == MediaType.COMPUTE_JSON;
                if (offered && type.text().equals(range)) {
                    return type;
                }
            }
            return null;
        }

        /** Returns the wish in the parameters: 1 if they have no {@code q}, 0 if it is no number. */
        private static double quality(String parameters) {
            for (String parameter : parameters.split(";", -1)) {
                String trimmed = parameter.strip();
                if (trimmed.startsWith("q=") || trimmed.startsWith("Q=")) {
                    return qualityValue(trimmed.substring(2).strip());
                }
            }
            return 1;
        }

        /** A decimal number; Java's own clients write {@code .2}, without the zero that RFC 9110 asks for. */
        private static double qualityValue(String text) {
            int dots = 0;
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                dots += c == '.' ? 1 : 0;
                digits += c >= '0' && c <= '9' ? 1 : 0;
            }
            boolean formed = digits > 0 && dots <= 1 && digits + dots == text.length() && digits <= MOST_DIGITS;
            return formed ? Math.min(Double.parseDouble(text), 1) : 0;
        }
    }
}
