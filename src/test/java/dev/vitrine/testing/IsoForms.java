package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Forms of ISO 8601, and what the real oslo.utils makes of each. */
public final class IsoForms {
    private static final String OVERFLOW = "overflow";

    private IsoForms() {}

    /**
     * A form.
     *
     * @param text as a client or a service writes it
     * @param result the time in UTC, {@code refused}, or {@code overflow} for one that is taken and has no UTC in Python
     */
    public record Form(String text, String result) {
        public boolean isTaken() {
            return !result.equals("refused");
        }

        /** Returns the time; null if there is none in Python. */
        public @Nullable Instant instant() {
            return isTaken() && !result.equals(OVERFLOW) ? Instant.parse(result) : null;
        }
    }

    /** Returns every form. */
    public static Stream<Form> all() {
        return new String(Samples.resource("/oslo/parse-isotime.txt"), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    int bar = line.indexOf(" | ");
                    String text = line.substring(0, bar).replace("\\n", "\n").replace("\\r", "\r");
                    return new Form(text, line.substring(bar + 3));
                });
    }
}
