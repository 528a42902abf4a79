package dev.vitrine.config;

import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.ServiceUser;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Sources;
import dev.vitrine.config.source.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Loads the settings from a file, the environment and flags. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Returns the settings, each with its origin. Reads files, so not for an event loop.
     *
     * @param file the YAML file; null for none
     * @param environment variables; {@code VITRINE_LISTEN_PORT} stands for {@code listen.port}, and so on; {@code
     *     OS_*} name the service user where nothing else does
     * @param flags values by key; they win over all else
     * @throws ConfigException if anything is wrong, with a line for each thing: where, which key, what was found and
     *     what was expected
     */
    public static LoadedConfig read(@Nullable Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        Map<String, Sources.Entry> entries = file == null ? Map.of() : YamlFile.read(file);
        ServiceUser serviceUser = ServiceUser.read(entries, environment, flags);
        ConfigReader in = new ConfigReader(new Sources(entries, environment, flags, serviceUser.settings()));
        GatewayConfig settings = GatewayConfig.read(in);
        List<EffectiveSetting> effective = new ArrayList<>(in.effective());
        new TreeMap<>(serviceUser.withoutEffect())
                .forEach((name, origin) -> effective.add(EffectiveSetting.withoutEffect(name, origin)));
        return new LoadedConfig(settings, effective);
    }

    /** Returns every setting that there is, in the order of the reference. */
    public static Collection<Setting<?>> settings() throws ConfigException {
        ConfigReader in = new ConfigReader(new Sources(Map.of(), Map.of(), Map.of("identity", "none"), Map.of()));
        GatewayConfig.read(in);
        return in.declared();
    }
}
