package dev.vitrine.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Content negotiation: selects the media type of a response from the {@code Accept} header.
 *
 * <p>The rules are Nova's. The highest {@code q} wins. At equal {@code q} the more specific range wins. At equal
 * specificity the type that comes first in {@link MediaType} wins. There is no 406: if nothing matches, the response is
 * JSON. Unlike in Nova, {@code q=0} means "not acceptable" (RFC 9110 section 12.4.2).
 */
public final class Accept {
    private static final int MAX_DIGITS = 20;

    private Accept() {}

    /**
     * Returns the media type of the response.
     *
     * @param header the value of {@code Accept}, several values joined by commas; null if the header is absent
     * @param xml whether the API version has XML
     */
    public static MediaType choose(@Nullable String header, boolean xml) {
        if (header == null || header.isEmpty()) {
            return MediaType.JSON;
        }
        Choice best = new Choice(MediaType.JSON, 0, -1);
        int from = 0;
        while (from <= header.length()) {
            int end = HeaderElements.end(header, from, ',');
            best = best.orBetter(header.substring(from, end), xml);
            from = end + 1;
        }
        return best.type;
    }

    /** The best match so far, with the quality and the specificity of the range that selected it. */
    private record Choice(MediaType type, double quality, int specificity) {

        /** Returns the better one of this match and that of one element of the header. */
        Choice orBetter(String element, boolean xml) {
            int semicolon = element.indexOf(';');
            String range = (semicolon < 0 ? element : element.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            double otherQuality = semicolon < 0 ? 1 : quality(element.substring(semicolon + 1));
            int otherSpecificity = specificity(range);
            MediaType match = otherQuality > 0 ? firstMatch(range, xml) : null;
            if (match == null || otherQuality < quality) {
                return this;
            }
            boolean isEarlier = otherSpecificity == specificity && match.compareTo(type) < 0;
            return otherQuality > quality || otherSpecificity > specificity || isEarlier
                    ? new Choice(match, otherQuality, otherSpecificity)
                    : this;
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

        /** Returns the {@code q} parameter: 1 if it is absent, 0 if it is not a number. */
        private static double quality(String parameters) {
            for (String parameter : HeaderElements.split(parameters, ';')) {
                if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
                    return qualityValue(parameter.substring(2).strip());
                }
            }
            return 1;
        }

        /** Accepts {@code .2} without the leading zero that RFC 9110 requires, because Java's own clients send it. */
        private static double qualityValue(String text) {
            int dots = 0;
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                dots += c == '.' ? 1 : 0;
                digits += c >= '0' && c <= '9' ? 1 : 0;
            }
            boolean isNumber = digits > 0 && dots <= 1 && digits + dots == text.length() && digits <= MAX_DIGITS;
            return isNumber ? Math.min(Double.parseDouble(text), 1) : 0;
        }
    }
}
