package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * The identity service.
 *
 * @param backend how it is called; its one server is {@code auth-url}, without {@code /v3}
 * @param authenticateUri what a 401 names as the place to get a token; {@code auth-url} by default
 * @param credentials the gateway's own
 * @param tokenCacheTime how long a validated token is believed, 0s to 300s; default 60s. A revoked token works as long
 * @param serviceType the type under which access rules of application credentials know this service
 */
public record KeystoneSettings(
        BackendSettings backend,
        String authenticateUri,
        Credentials credentials,
        Duration tokenCacheTime,
        String serviceType) {

    /** Checks every range. */
    public KeystoneSettings {
        Check.range("token-cache-time", tokenCacheTime, Duration.ZERO, Duration.ofMinutes(5));
        Check.notBlank("service-type", serviceType);
        if (authenticateUri.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '"')) {
            throw new BadSetting("www-authenticate-uri", "\"" + authenticateUri + "\"", "a URL");
        }
    }

    static KeystoneSettings read(Values values, IdentityMode identity) {
        String section = "keystone-authtoken";
        List<Endpoint> roots = values.endpoints(section + ".auth-url", "http://127.0.0.1:5000").stream()
                .map(server -> server.without("v3"))
                .toList();
        return new KeystoneSettings(
                BackendSettings.read(values, section, roots),
                values.text(section + ".www-authenticate-uri", roots.get(0).toString()),
                Credentials.read(values, identity),
                values.duration(section + ".token-cache-time", Duration.ofSeconds(60)),
                values.text(section + ".service-type", "compute"));
    }
}
