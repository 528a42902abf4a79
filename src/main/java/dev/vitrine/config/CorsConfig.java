package dev.vitrine.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may read the answers in a browser.
 *
 * @param allowedOrigins the origins of these pages, {@code *} for all of them; by default none, and then no answer says
 *     anything of it
 * @param maxAge how long a browser remembers what it was allowed, 0s to 24h; default 1h, as in oslo.middleware
 */
public record CorsConfig(Set<String> allowedOrigins, Duration maxAge) {
    /** What stands for every origin. */
    public static final String ANY = "*";

    /** Checks the form of the origins. */
    public CorsConfig {
        allowedOrigins = Set.copyOf(allowedOrigins);
        Check check = new Check().range("max-age", maxAge, Duration.ZERO, Duration.ofHours(24));
        allowedOrigins.stream()
                .sorted()
                .forEach(
                        origin -> check.that(
                                origin.equals(ANY) || Origin.isOrigin(origin),
                                "allowed-origins",
                                "\"" + origin + "\"",
                                "\"*\" or an origin such as https://dashboard.example.com: lower case, no path, no usual port"));
        check.done();
    }

    static @Nullable CorsConfig read(Values values) {
        Set<String> allowedOrigins = Set.copyOf(values.texts("cors.allowed-origins", List.of()));
        Duration maxAge = values.duration("cors.max-age", Duration.ofHours(1));
        return values.section("cors", () -> new CorsConfig(allowedOrigins, maxAge));
    }
}
