package dev.vitrine.config;

import java.util.List;

/**
 * The settings, and where each of them comes from.
 *
 * @param settings what the program goes by
 * @param told every setting as a person reads it, with its origin; secrets are hidden
 */
public record LoadedConfig(GatewayConfig settings, List<Setting> told) {
    /** Keeps a copy of the list. */
    public LoadedConfig {
        told = List.copyOf(told);
    }
}
