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

        /** Returns the wish in the parameters: 1 if they have no {@code q}, 0 if it is no number from 0 to 1. */
        private static double quality(String parameters) {
            for (String parameter : parameters.split(";", -1)) {
                String trimmed = parameter.strip();
                if (trimmed.startsWith("q=") || trimmed.startsWith("Q=")) {
                    return qualityValue(trimmed.substring(2).strip());
                }
            }
            return 1;
        }

        /** RFC 9110 section 12.4.2: {@code 0}, {@code 1}, or one of them with up to three decimals. */
        private static double qualityValue(String text) {
            boolean formed = !text.isEmpty() && text.length() <= 5 && (text.charAt(0) == '0' || text.charAt(0) == '1');
            for (int i = 1; formed && i < text.length(); i++) {
                char c = text.charAt(i);
                formed = i == 1 ? c == '.' : c >= '0' && c <= '9';
            }
            double value = formed ? Double.parseDouble(text) : 0;
            return value <= 1 ? value : 0;
        }
    }
}
