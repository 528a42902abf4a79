package dev.vitrine.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds what was written but is no setting, or none any more, with the one that may have been meant. */
final class Unknown {
    private final Set<String> secrets;
    private final Set<String> known;
    private final Consumer<String> problems;

    /** Takes the keys that can be set anywhere, the secrets, which only a variable can hold, and who is told. */
    Unknown(Set<String> keys, Set<String> secrets, Consumer<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
        known = new TreeSet<>(keys);
        known.addAll(secrets);
    }

    void inFile(Map<String, Entry> file) {
        file.forEach((key, entry) -> {
            if (!isBareSection(key, entry)) {
                key(key, entry.origin());
            }
        });
    }

    void inFlags(Set<String> flags) {
        flags.forEach(key -> key(key, "--set"));
    }

    void inEnvironment(Map<String, String> environment) {
        Set<String> variables = known.stream().map(Variables::unprefixed).collect(Collectors.toSet());
        new TreeMap<>(environment).forEach((variable, value) -> {
            String name = variable.replaceFirst(Variables.PREFIX, "");
            if (Variables.isMeant(variable, value) && !variables.contains(name)) {
                variable(variable, Variables.PREFIX + Nearest.to(name, variables));
            }
        });
    }

    /** A section of which every member is commented out. */
    private boolean isBareSection(String key, Entry entry) {
        return entry.isBlank() && known.stream().anyMatch(other -> other.startsWith(key + "."));
    }

    private void variable(String variable, String nearest) {
        String instead = Retired.variable(variable);
        problems.accept(
                instead == null
                        ? variable + ": unknown variable (expected: " + nearest + ")"
                        : variable + ": retired variable (" + instead + ")");
    }

    private void key(String key, String origin) {
        String instead = Retired.key(key);
        if (instead != null) {
            problems.accept(origin + ": " + key + ": retired key (" + instead + ")");
        } else if (!known.contains(key)) {
            String nearest = Nearest.to(key, known);
            String allowed = secrets.contains(nearest) ? nearest + "-file" : nearest;
            problems.accept(origin + ": " + key + ": unknown key (expected: " + allowed + ")");
        }
    }
}
