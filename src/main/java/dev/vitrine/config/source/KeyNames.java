package dev.vitrine.config.source;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of settings: which keys and environment variables there are, and what is reported for those that there are not:
 * the successor of a retired one, the nearest name to a mistyped one.
 */
public final class KeyNames {
    private static final String PREFIX = "VITRINE_";

    /**
     * Settings that an earlier version had, each with its successor's key, or with what to do where there is none. One that
     * is still written stops the start, and the message says so.
     */
    private static final Map<String, String> RETIRED = Map.ofEntries(
            Map.entry("cache.stale", "cache.stale-while-revalidate"),
            Map.entry("cache.events-stale", "cache.events-stale-while-revalidate"),
            Map.entry("cache.outage", "cache.stale-if-error"),
            Map.entry("cache.outage-open", "cache.stale-if-error-public"),
            Map.entry("cache.absent", "cache.negative-ttl"),
            Map.entry("cache.list-fresh", "cache.fresh"),
            Map.entry("listen.native-transport", "the gateway always uses the JDK's NIO; remove the key"));

    /** As Kubernetes names them; a Service that is named vitrine-web adds {@code WEB_}. */
    private static final Pattern SERVICE = Pattern.compile(
            PREFIX + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_PORT = Pattern.compile(PREFIX + "(\\w+_)?PORT");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Set<String> secrets;
    private final Set<String> known;
    private final Consumer<String> problems;

    private KeyNames(Set<String> keys, Set<String> secrets, Consumer<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
        known = new TreeSet<>(keys);
        known.addAll(secrets);
    }

    /**
     * Reports everything that is written in any source and is no setting.
     *
     * @param keys the keys that can be set anywhere
     * @param secrets the keys that only an environment variable can set
     * @param problems takes one sentence for each name
     */
    static void check(Sources sources, Set<String> keys, Set<String> secrets, Consumer<String> problems) {
        KeyNames names = new KeyNames(keys, secrets, problems);
        sources.file().forEach((key, entry) -> {
            if (!names.isBareSection(key, entry)) {
                names.checkKey(key, entry.origin());
            }
        });
        sources.flags().keySet().forEach(key -> names.checkKey(key, Sources.FLAG));
        names.checkEnvironment(sources.environment());
    }

    /** Returns the environment variable that stands for a key. */
    public static String variable(String key) {
        return PREFIX + unprefixed(key);
    }

    /** Returns that variable without the prefix that all have. */
    static String unprefixed(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Returns the retired keys, each with its successor or what to do in its place. */
    public static Map<String, String> retired() {
        return RETIRED;
    }

    private void checkKey(String key, String origin) {
        if (known.contains(key)) {
            return;
        }
        String successor = RETIRED.get(key);
        // A URL where a section is expected is taken for a key.
        problems.accept(origin + ": " + Redaction.ADDRESS.of(key) + ": "
                + (successor == null
                        ? "unknown key (expected: " + nearestKey(key) + ")"
                        : "retired key (" + instead(successor, successor) + ")"));
    }

    /** Returns what to do instead of setting a retired key: to set its successor, if that is a key, or as it says. */
    private String instead(String successor, String shown) {
        return known.contains(successor) ? "expected: " + shown : successor;
    }

    private String nearestKey(String key) {
        String nearest = nearest(key, known);
        return secrets.contains(nearest) ? nearest + "-file" : nearest;
    }

    private void checkEnvironment(Map<String, String> environment) {
        Set<String> variables = known.stream().map(KeyNames::unprefixed).collect(Collectors.toSet());
        new TreeMap<>(environment).forEach((variable, value) -> {
            String name = variable.replaceFirst(PREFIX, "");
            if (!isMeant(variable, value) || variables.contains(name)) {
                return;
            }
            String successor = successorOfVariable(variable);
            problems.accept(Redaction.TEXT.of(variable)
                    + (successor == null
                            ? ": unknown variable (expected: " + PREFIX + nearest(name, variables) + ")"
                            : ": retired variable (" + instead(successor, variable(successor)) + ")"));
        });
    }

    private static @Nullable String successorOfVariable(String variable) {
        return RETIRED.entrySet().stream()
                .filter(retired -> variable(retired.getKey()).equals(variable))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether it is a section of which every member is commented out. */
    private boolean isBareSection(String key, Sources.Entry entry) {
        return entry.isBlank() && known.stream().anyMatch(other -> other.startsWith(key + "."));
    }

    /**
     * Returns whether a person seems to mean a variable as a setting.
     *
     * <p>Into every container of a namespace with a Service that is named vitrine, Kubernetes puts {@code
     * VITRINE_SERVICE_HOST}, {@code VITRINE_SERVICE_PORT}, {@code VITRINE_PORT=tcp://10.0.0.1:8774}, {@code
     * VITRINE_PORT_8774_TCP} and more. No person wrote these, so they must not stop the start. {@code VITRINE_PORT=8774} is
     * none of them, but a mistake.
     */
    private static boolean isMeant(String name, String value) {
        boolean isInjected = SERVICE.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches()
                        && ADDRESS.matcher(value).matches());
        return name.startsWith(PREFIX) && !isInjected;
    }

    /** Returns the name that differs least from the one written, which may also lack its section. */
    private static String nearest(String written, Collection<String> names) {
        String nearest = "";
        int min = Integer.MAX_VALUE;
        for (String name : names) {
            boolean lacksSection = name.endsWith("." + written) || name.endsWith("_" + written);
            int distance = lacksSection ? 0 : distance(written, name);
            if (distance < min || (distance == min && name.compareTo(nearest) < 0)) {
                nearest = name;
                min = distance;
            }
        }
        return nearest;
    }

    /** The least number of letters to insert, remove or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
