package dev.vitrine.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the settings from a file, the environment and flags. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /** Returns the settings alone: see {@link #read}. */
    public static GatewayConfig load(@Nullable Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        return read(file, environment, flags).settings();
    }

    /**
     * Returns the settings, each with its origin. Reads files, so not for an event loop.
     *
     * @param file the YAML file; null for none, so that only what the others say differs from the defaults
     * @param environment variables; {@code VITRINE_LISTEN_PORT} stands for {@code listen.port}, and so on; {@code
     *     OS_*} name the service user where nothing else does
     * @param flags values by key, which win over all else
     * @throws ConfigException if anything is wrong, with a line for each thing: where, which key, what was found and
     *     what was expected
     */
    public static LoadedConfig read(@Nullable Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        Map<String, Entry> entries = file == null ? Map.of() : YamlFile.read(file);
        Values values = new Values(entries, environment, flags, ServiceUser.read(entries, environment, flags));
        return new LoadedConfig(GatewayConfig.read(values), values.told());
    }

    /** Returns every key that can be set, sorted, for the test that keeps the shipped file complete. */
    static Set<String> keys() throws ConfigException {
        Values values = new Values(Map.of(), Map.of(), Map.of("identity", "none"), Map.of());
        GatewayConfig.read(values);
        return new TreeSet<>(values.asked());
    }
}
