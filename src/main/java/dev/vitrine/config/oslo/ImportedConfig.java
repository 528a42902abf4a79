package dev.vitrine.config.oslo;

import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the files of Nova and Glance say, as settings.
 *
 * @param settings the settings without secrets, each with where it comes from, in the order of the reference
 * @param secrets secrets by key
 * @param notes what is not carried over and why, and what is to be done, a line each, without any value
 */
public record ImportedConfig(List<EffectiveSetting> settings, Map<String, Secret> secrets, List<String> notes) {
    private static final String HEAD = """
            # Written by "vitrine import-config". Where a value comes from stands behind it. All keys, with their meanings, are
            # in conf/vitrine.yaml.
            """;

    /** Copies all. */
    public ImportedConfig {
        settings = List.copyOf(settings);
        secrets = Map.copyOf(secrets);
        notes = List.copyOf(notes);
    }

    /**
     * Returns the settings file.
     *
     * @param files where secrets stand, by their keys; a secret that stands in no file is left out
     */
    public String yaml(Map<String, Path> files) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (EffectiveSetting setting : settings) {
            add(sections, setting.key(), setting);
        }
        new TreeMap<>(files).forEach((key, file) -> {
            String name = file.toAbsolutePath().normalize().toString();
            add(sections, key, EffectiveSetting.text(key + "-file", name, "the secret alone"));
        });
        StringBuilder yaml = new StringBuilder(HEAD);
        sections.forEach((section, lines) -> {
            yaml.append('\n').append(section).append(":\n");
            lines.forEach(line -> yaml.append("  ").append(line).append('\n'));
        });
        return yaml.toString();
    }

    private static void add(Map<String, List<String>> sections, String key, EffectiveSetting setting) {
        String section = key.substring(0, key.indexOf('.'));
        String name = setting.key().substring(section.length() + 1);
        String line = new EffectiveSetting(name, setting.kind(), setting.texts(), oneLine(setting.origin())).line();
        sections.computeIfAbsent(section, begun -> new ArrayList<>()).add(line);
    }

    /** A file may have any name. */
    private static String oneLine(String origin) {
        return origin.replaceAll("[^\\x20-\\x7E]", "?");
    }
}
