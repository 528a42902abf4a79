package dev.vitrine.config;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings that an earlier version had. One that is still written stops the start, as an unknown one does, and the message
 * says what to do instead.
 */
final class Retired {
    private static final Map<String, String> KEYS =
            Map.of("listen.native-transport", "the gateway always uses the JDK's NIO; remove the key");

    private static final Map<String, String> VARIABLES = KEYS.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(entry -> Variables.of(entry.getKey()), Map.Entry::getValue));

    private Retired() {}

    /** Returns what to do instead of setting this key, or null if it is no retired key. */
    static @Nullable String key(String key) {
        return KEYS.get(key);
    }

    /** Returns what to do instead of setting this environment variable, or null if it stands for no retired key. */
    static @Nullable String variable(String name) {
        return VARIABLES.get(name);
    }
}
