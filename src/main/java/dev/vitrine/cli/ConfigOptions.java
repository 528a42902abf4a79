package dev.vitrine.cli;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs settings. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings file, YAML; conf/vitrine.yaml has all keys. Default: none.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as listen.port=8080. It wins over the environment (VITRINE_LISTEN_PORT),"
                    + " which wins over the file. Repeatable.")
    private Map<String, String> set = new LinkedHashMap<>();

    /**
     * Returns the settings.
     *
     * @throws ConfigException if anything is wrong, with a line for each thing
     */
    LoadedConfig read() throws ConfigException {
        return ConfigLoader.read(config, System.getenv(), set);
    }
}
