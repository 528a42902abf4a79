package dev.vitrine.config;

import dev.vitrine.config.source.EffectiveSetting;
import java.util.List;

/**
 * The settings, and where each of them comes from.
 *
 * @param settings the settings as the gateway uses them
 * @param effective every setting as a person reads it, with its origin; secrets are hidden
 */
public record LoadedConfig(GatewayConfig settings, List<EffectiveSetting> effective) {
    /** Keeps a copy of the list. */
    public LoadedConfig {
        effective = List.copyOf(effective);
    }
}
