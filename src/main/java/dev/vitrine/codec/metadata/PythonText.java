package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts JSON values to text as Python does after parsing them, because Nova's messages show values that way. */
final class PythonText {
    private PythonText() {}

    /** Returns Python's {@code str()}: a string unchanged, any other value as {@link #repr}. */
    static String str(JsonNode value) {
        return value.isTextual() ? value.textValue() : repr(value);
    }

    /** Returns Python's {@code repr()}. */
    static String repr(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    /** Appends Python's {@code repr()} of a string. */
    static void repr(StringBuilder out, String text) {
        Strings.repr(out, text);
    }

    /** Recurses as deep as the value, which {@link JsonBodyParser} bounds. */
    private static void write(StringBuilder out, JsonNode value) {
        switch (value.getNodeType()) {
            case STRING -> Strings.repr(out, value.textValue());
            case BOOLEAN -> out.append(value.booleanValue() ? "True" : "False");
            case NUMBER -> out.append(number(value));
            case ARRAY -> list(out, value);
            case OBJECT -> dict(out, value);
            default -> out.append("None");
        }
    }

    private static String number(JsonNode value) {
        return value.isIntegralNumber() ? value.bigIntegerValue().toString() : Floats.repr(value.doubleValue());
    }

    private static void list(StringBuilder out, JsonNode values) {
        String separator = "[";
        for (JsonNode value : values) {
            out.append(separator);
            write(out, value);
            separator = ", ";
        }
        out.append(values.isEmpty() ? "[]" : "]");
    }

    private static void dict(StringBuilder out, JsonNode object) {
        String separator = "{";
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            out.append(separator);
            Strings.repr(out, member.getKey());
            out.append(": ");
            write(out, member.getValue());
            separator = ", ";
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    /**
     * Python's {@code repr()} of a float: the fewest digits that parse to the same number, with an exponent only below 1e-4
     * and from 1e16 on ({@code float_repr_style}, format code {@code r}).
     *
     * <p>{@link Double#toString} writes one digit too many in some cases before Java 19.
     */
    private static final class Floats {
        /** Up to this number of digits, two different decimal numbers are different doubles, unless they are subnormal. */
        private static final int DISTINCT_DIGITS = 15;

        /** More digits than are ever written, and fewer than the exact value of a double has. */
        private static final MathContext PRECISION = new MathContext(40, RoundingMode.DOWN);

        private Floats() {}

        /** Returns the text; {@code inf} for a JSON number that is too large for a double. */
        static String repr(double number) {
            if (Double.isInfinite(number)) {
                return number > 0 ? "inf" : "-inf";
            }
            String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
            double positive = Math.abs(number);
            return positive == 0 ? sign + "0.0" : sign + text(shortest(positive));
        }

        /** Uses Java's digits for subnormal numbers: their exact values have hundreds of digits, and a body may have many. */
        private static BigDecimal shortest(double number) {
            BigDecimal best = new BigDecimal(Double.toString(number)).stripTrailingZeros();
            if (best.precision() <= (number < Double.MIN_NORMAL ? 1 : DISTINCT_DIGITS)) {
                return best;
            }
            BigDecimal exact = number < Double.MIN_NORMAL ? best : new BigDecimal(number).round(PRECISION);
            BigDecimal fewer = rounded(exact, number, best.precision());
            while (fewer != null) {
                best = fewer;
                fewer = best.precision() == 1 ? null : rounded(exact, number, best.precision() - 1);
            }
            return best.stripTrailingZeros();
        }

        /**
         * Returns the nearest decimal with this number of digits that parses to the number, or null if there is none. The
         * gap between doubles is wider above a power of two than below, so rounding up may work where the nearest does not.
         */
        private static @Nullable BigDecimal rounded(BigDecimal exact, double number, int digits) {
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (nearest.doubleValue() == number) {
                return nearest;
            }
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
            return above.doubleValue() == number ? above : null;
        }

        private static String text(BigDecimal number) {
            String digits = number.unscaledValue().toString();
            int exponent = digits.length() - 1 - number.scale();
            return exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : plain(number);
        }

        private static String scientific(String digits, int exponent) {
            String point = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            int size = Math.abs(exponent);
            return point + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
        }

        private static String plain(BigDecimal number) {
            return number.scale() > 0 ? number.toPlainString() : number.toPlainString() + ".0";
        }
    }

    /** Python's {@code repr()} of a string ({@code unicode_repr} in {@code unicodeobject.c}). */
    private static final class Strings {
        private static final HexFormat HEX = HexFormat.of();

        private Strings() {}

        /** Appends the text in single quotes, or in double quotes if it has single quotes only. */
        static void repr(StringBuilder out, String text) {
            char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
            out.append(quote);
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                append(out, c, quote);
                i += Character.charCount(c);
            }
            out.append(quote);
        }

        private static void append(StringBuilder out, int c, char quote) {
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        escape(out, c);
                    }
                }
            }
        }

        private static void escape(StringBuilder out, int c) {
            if (c <= 0xFF) {
                out.append("\\x").append(HEX.toHexDigits((byte) c));
            } else if (c <= 0xFFFF) {
                out.append("\\u").append(HEX.toHexDigits((char) c));
            } else {
                out.append("\\U").append(HEX.toHexDigits(c));
            }
        }

        /** Python's {@code isprintable}: false for the Unicode categories "other" and "separator", except for the space. */
        private static boolean isPrintable(int c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> false;
                case Character.SPACE_SEPARATOR -> c == ' ';
                default -> true;
            };
        }
    }
}
