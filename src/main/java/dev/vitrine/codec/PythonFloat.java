package dev.vitrine.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code repr()} of a float: the fewest digits that read back as the same number, an exponent only below 1e-4
 * and from 1e16 on ({@code float_repr_style}, format code {@code r}).
 *
 * <p>{@link Double#toString} writes a digit too many now and then before Java 19.
 */
final class PythonFloat {
    /** No two numbers with at most so many digits are the same double, unless it is subnormal. */
    private static final int SURE_DIGITS = 15;

    /** Far more digits than are ever written, far fewer than a double has exactly. */
    private static final MathContext ENOUGH = new MathContext(40, RoundingMode.DOWN);

    private PythonFloat() {}

    /** Returns the text; {@code inf} for what JSON wrote too large for a double. */
    static String repr(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
        double positive = Math.abs(number);
        return positive == 0 ? sign + "0.0" : sign + text(shortest(positive));
    }

    /** Exact digits of a subnormal number are hundreds, and a body may be full of them; Java's own are near enough. */
    private static BigDecimal shortest(double number) {
        BigDecimal best = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        if (best.precision() <= (number < Double.MIN_NORMAL ? 1 : SURE_DIGITS)) {
            return best;
        }
        BigDecimal exact = number < Double.MIN_NORMAL ? best : new BigDecimal(number).round(ENOUGH);
        BigDecimal fewer = rounded(exact, number, best.precision());
        while (fewer != null) {
            best = fewer;
            fewer = best.precision() == 1 ? null : rounded(exact, number, best.precision() - 1);
        }
        return best.stripTrailingZeros();
    }

    /**
     * Returns the nearest text of so many digits that reads back as the number, or null if none does. Above a power of
     * two the gap is wider than below it, so the one further away may do where the nearest does not.
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
