package dev.vitrine.cli;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
     * Returns the options that such arguments set, where each of them is what it seems to be: {@code --config FILE} once at the
     * most, {@code --set KEY=VALUE}, and nothing else. Null if picocli should read them, which knows more forms, and what is
     * wrong.
     */
    static @Nullable ConfigOptions plain(List<String> arguments) {
        ConfigOptions options = new ConfigOptions();
        boolean isPlain = arguments.size() % 2 == 0;
        for (int i = 0; isPlain && i < arguments.size(); i += 2) {
            isPlain = options.setPlain(arguments.get(i), arguments.get(i + 1));
        }
        return isPlain ? options : null;
    }

    private boolean setPlain(String option, String value) {
        // An option, a file of arguments, or what picocli reads as quoted.
        if (value.isEmpty()
                || "-@".indexOf(value.charAt(0)) >= 0
                || value.indexOf('"') >= 0
                || value.indexOf('\\') >= 0) {
            return false;
        }
        int equals = value.indexOf('=');
        if (option.equals("--config") && config == null) {
            config = Path.of(value);
            return true;
        }
        if (option.equals("--set") && equals > 0) {
            set.put(value.substring(0, equals), value.substring(equals + 1));
            return true;
        }
        return false;
    }

    /**
     * Returns the settings.
     *
     * @throws ConfigException if anything is wrong, with a line for each thing
     */
    LoadedConfig read() throws ConfigException {
        return ConfigLoader.read(config, System.getenv(), set);
    }
}
