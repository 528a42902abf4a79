package dev.vitrine.bench;

import dev.vitrine.config.Settings;
import dev.vitrine.config.SettingsException;
import dev.vitrine.config.SettingsLoader;
import java.util.Map;

/** Settings for parts of the gateway that are measured alone. */
final class Gateways {
    private Gateways() {}

    /** Returns settings with which everything is remembered as long as can be; {@link FastStub} is on that port. */
    static Settings settings(int backend) throws SettingsException {
        return SettingsLoader.load(
                null,
                Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "bench"),
                Map.of(
                        "keystone-authtoken.auth-url", "http://127.0.0.1:" + backend,
                        "keystone-authtoken.token-cache-time", "5m",
                        "cache.fresh", "1h",
                        "cache.max-bytes", "512MiB"));
    }
}
