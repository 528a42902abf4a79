package dev.vitrine.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The settings of the gateways that are measured, from the file that {@code src/bench/run} takes them from too. */
final class GatewaySettings {
    private static final Path FILE = Path.of("src", "bench", "gateway.settings");

    private GatewaySettings() {}

    /** Returns the settings that all gateways have, for these ports. */
    static Map<String, String> of(int port, int backend) {
        return read(Set.of("all"), port, backend);
    }

    /** Returns the settings of a gateway that answers from its cache, for these ports. */
    static Map<String, String> ofHits(int port, int backend) {
        return read(Set.of("all", "hits"), port, backend);
    }

    private static Map<String, String> read(Set<String> kinds, int port, int backend) {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(FILE)) {
                String[] words = line.split("[ =]", 3);
                if (kinds.contains(words[0])) {
                    settings.put(words[1], words[2].replace("@PORT@", "" + port).replace("@BACKEND@", "" + backend));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }
}
