package dev.vitrine.cli;

import dev.vitrine.config.ConfigException;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from, for every command that needs them. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings, YAML; conf/vitrine.yaml shows all of them. Without it, defaults.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as listen.port=8080. Wins over the environment (VITRINE_LISTEN_PORT),"
                    + " which wins over the file. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @throws ConfigException if anything is wrong, with a line for each thing
     */
    LoadedConfig read() throws ConfigException {
        return ConfigLoader.read(config, System.getenv(), set);
    }
}
