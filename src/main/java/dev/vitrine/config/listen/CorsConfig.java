package dev.vitrine.config.listen;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Cross-origin resource sharing.
 *
 * @param allowedOrigins origins of the web pages that may read responses, {@code *} for all; empty for no CORS headers
 * @param maxAge how long a browser may cache the result of a preflight request
 */
public record CorsConfig(Set<String> allowedOrigins, Duration maxAge) {
    /** Stands for every origin. */
    public static final String ANY = "*";

    private static final Setting<String> ALLOWED_ORIGINS = Setting.list(
                    "cors.allowed-origins", ValueType.ADDRESS, List.of())
            .rule(
                    origin -> origin.equals(ANY) || Origin.isOrigin(origin),
                    "\"*\" or an origin such as https://dashboard.example.com: lower case, no path, no usual port")
            .means("""
                    Origins of the web pages that may read responses in a browser, such as https://dashboard.example.com: \
                    scheme, host and port as the browser sends them, or "*" for all pages. Empty: no CORS headers.""");
    private static final Setting<Duration> MAX_AGE = Setting.duration("cors.max-age", "1h", "0s", "24h")
            .means("How long a browser may cache the result of a preflight request.");

    /** Checks the range, and the form of the origins. */
    public CorsConfig {
        allowedOrigins = Set.copyOf(allowedOrigins);
        Check check = new Check().holds(MAX_AGE, maxAge);
        allowedOrigins.stream().sorted().forEach(origin -> check.holds(ALLOWED_ORIGINS, origin));
        check.done();
    }

    /** Reads the section. */
    public static CorsConfig read(ConfigReader in) {
        return new CorsConfig(Set.copyOf(in.all(ALLOWED_ORIGINS)), in.get(MAX_AGE));
    }
}
