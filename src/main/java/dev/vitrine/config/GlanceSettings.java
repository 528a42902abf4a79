package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.util.List;
import java.util.Set;

/**
 * The image backend.
 *
 * @param backend how it is called
 * @param baseProperties names that are no metadata besides Glance's own attributes; none by default
 */
public record GlanceSettings(BackendSettings backend, Set<String> baseProperties) {
    /** Keeps a copy. */
    public GlanceSettings {
        baseProperties = Set.copyOf(baseProperties);
    }

    static List<Endpoint> servers(Values values) {
        return values.endpoints("glance.api-servers", "http://127.0.0.1:9292");
    }

    static GlanceSettings read(Values values) {
        return new GlanceSettings(
                BackendSettings.read(values, "glance", servers(values)),
                Set.copyOf(values.texts("glance.base-properties", List.of())));
    }
}
