package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The image backend.
 *
 * @param backend how it is called
 * @param writeTimeout for a change, 10ms to 10m; default 15s
 * @param pageSize images asked for in one call at the most, 1 to 1000 (Glance's own cap); default 1000
 * @param baseProperties names that are no metadata besides Glance's own attributes; none by default
 */
public record GlanceConfig(ServiceConfig backend, Duration writeTimeout, int pageSize, Set<String> baseProperties) {
    /** Checks every range. */
    public GlanceConfig {
        new Check()
                .range("write-timeout", writeTimeout, Duration.ofMillis(10), Duration.ofMinutes(10))
                .range("page-size", pageSize, 1, 1_000)
                .done();
        baseProperties = Set.copyOf(baseProperties);
    }

    static List<Endpoint> servers(Values values) {
        return values.endpoints("glance.api-servers", new Endpoint(false, "127.0.0.1", 9292, ""));
    }

    static @Nullable GlanceConfig read(Values values) {
        ServiceConfig backend = ServiceConfig.read(values, "glance", servers(values));
        Duration writeTimeout = values.duration("glance.write-timeout", Duration.ofSeconds(15));
        int pageSize = values.whole("glance.page-size", 1_000);
        Set<String> baseProperties = Set.copyOf(values.texts("glance.base-properties", List.of()));
        return values.section("glance", () -> new GlanceConfig(backend, writeTimeout, pageSize, baseProperties));
    }
}
