package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity service.
 *
 * @param backend how it is called; its one server is {@code auth-url}, without {@code /v3}
 * @param authenticateUri what a 401 names as the place to get a token; {@code auth-url} by default
 * @param credentials the gateway's own
 * @param tokenCacheTime how long a validated token is believed, 0s to 300s; default 60s. A revoked token works as long
 * @param serviceType the type under which access rules of application credentials know this service
 */
public record KeystoneConfig(
        ServiceConfig backend,
        String authenticateUri,
        Credentials credentials,
        Duration tokenCacheTime,
        String serviceType) {

    /** Checks every range. */
    public KeystoneConfig {
        boolean isPlain = authenticateUri.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"');
        new Check()
                .range("token-cache-time", tokenCacheTime, Duration.ZERO, Duration.ofMinutes(5))
                .notBlank("service-type", serviceType)
                .that(isPlain, "www-authenticate-uri", "\"" + authenticateUri + "\"", "a URL")
                .done();
    }

    static @Nullable KeystoneConfig read(Values values, IdentityMode identity) {
        String section = "keystone-authtoken";
        Endpoint root = values.endpoint(section + ".auth-url", new Endpoint(false, "127.0.0.1", 5000, ""))
                .without("v3");
        ServiceConfig backend = ServiceConfig.read(values, section, List.of(root));
        String authenticateUri = values.text(section + ".www-authenticate-uri", root.toString());
        Credentials credentials = Credentials.read(values, identity);
        Duration tokenCacheTime = values.duration(section + ".token-cache-time", Duration.ofSeconds(60));
        String serviceType = values.text(section + ".service-type", "compute");
        return values.section(
                section, () -> new KeystoneConfig(backend, authenticateUri, credentials, tokenCacheTime, serviceType));
    }
}
