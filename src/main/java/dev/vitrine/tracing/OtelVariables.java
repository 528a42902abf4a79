package dev.vitrine.tracing;

import dev.vitrine.config.source.ConfigException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The variables of OpenTelemetry that the gateway follows, and the SDK that they configure. OpenTelemetry's own code reads their
 * values; here stands what it would pass over in silence, and what differs by default:
 *
 * <ul>
 *   <li>nothing is exported unless {@code OTEL_TRACES_EXPORTER} is {@code otlp} or an endpoint is set;
 *   <li>the protocol is {@code http/protobuf}, the service's name {@code vitrine};
 *   <li>what clients send as {@code baggage} does not go on to services, unless {@code OTEL_PROPAGATORS} names it.
 * </ul>
 *
 * An empty variable counts as not set, as OpenTelemetry's specification has it.
 */
final class OtelVariables {
    private static final Logger LOG = LoggerFactory.getLogger(OtelVariables.class);

    private static final String PREFIX = "OTEL_";
    private static final String DISABLED = "OTEL_SDK_DISABLED";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final String SERVICE = "vitrine";

    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.traces.exporter", "otlp",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.propagators", "tracecontext");

    /** Signals that the gateway does not make, whatever the variables say. */
    private static final Map<String, String> OFF =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private static final Pattern FOLLOWED = Pattern.compile(
            "OTEL_(SDK_DISABLED|SERVICE_NAME|RESOURCE_ATTRIBUTES|PROPAGATORS|TRACES_EXPORTER|TRACES_SAMPLER(_ARG)?"
                    + "|BSP_(SCHEDULE_DELAY|MAX_QUEUE_SIZE|MAX_EXPORT_BATCH_SIZE|EXPORT_TIMEOUT)"
                    + "|(SPAN_)?ATTRIBUTE_(VALUE_LENGTH|COUNT)_LIMIT|SPAN_(EVENT|LINK)_COUNT_LIMIT"
                    + "|JAVA_EXPORTER_OTLP_RETRY_DISABLED|EXPORTER_OTLP_(TRACES_)?(ENDPOINT|PROTOCOL|HEADERS|TIMEOUT|COMPRESSION|CERTIFICATE|CLIENT_KEY"
                    + "|CLIENT_CERTIFICATE))");

    /** What a variable must be. */
    private record Rule(Pattern name, Predicate<String> isValid, String expected) {
        static Rule of(String name, Predicate<String> isValid, String expected) {
            return new Rule(Pattern.compile("OTEL_" + name), isValid, expected);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of("SDK_DISABLED", text -> text.matches("(?i)true|false"), "true or false"),
            Rule.of("TRACES_EXPORTER", text -> text.matches("otlp|none"), "otlp or none"),
            Rule.of(
                    "EXPORTER_OTLP_(TRACES_)?ENDPOINT",
                    OtelVariables::isUrl,
                    "a URL that begins with http:// or https://, without a user"),
            Rule.of(
                    "EXPORTER_OTLP_(TRACES_)?PROTOCOL",
                    "http/protobuf"::equals,
                    "http/protobuf, the only protocol that the gateway sends"),
            Rule.of("EXPORTER_OTLP_(TRACES_)?COMPRESSION", text -> text.matches("gzip|none"), "gzip or none"),
            Rule.of(
                    "EXPORTER_OTLP_(TRACES_)?(CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE)",
                    OtelVariables::isReadable,
                    "a file that can be read"),
            Rule.of("TRACES_SAMPLER_ARG", OtelVariables::isRatio, "a number from 0 to 1"));

    private static final Pattern PROPERTY = Pattern.compile("otel(?:\\.[a-z]+)+");

    private final Map<String, String> variables;

    private OtelVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Returns the variables that are set. */
    static OtelVariables of(Map<String, String> environment) throws ConfigException {
        Map<String, String> set = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                set.put(name, value.strip());
            }
        });
        OtelVariables variables = new OtelVariables(set);
        variables.check();
        return variables;
    }

    /** What the SDK takes for another value, or refuses without the variable's name. */
    private void check() throws ConfigException {
        List<String> problems = new ArrayList<>();
        variables.forEach((name, value) -> {
            for (Rule rule : RULES) {
                if (rule.name.matcher(name).matches() && !rule.isValid.test(value)) {
                    problems.add(name + ": expected " + rule.expected);
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null
                    && url.getRawUserInfo() == null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isReadable(String text) {
        try {
            return Files.isReadable(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isRatio(String text) {
        try {
            double ratio = Double.parseDouble(text);
            return ratio >= 0 && ratio <= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Returns whether spans are made. */
    boolean isOn() {
        boolean isDisabled = "true".equalsIgnoreCase(variables.get(DISABLED));
        String exporter = variables.get(EXPORTER);
        boolean isNamed =
                exporter == null ? ENDPOINTS.stream().anyMatch(variables::containsKey) : !exporter.equals("none");
        return !isDisabled && isNamed;
    }

    /** Returns the variables that change nothing, in alphabetical order. */
    List<String> withoutEffect() {
        return variables.keySet().stream()
                .filter(name ->
                        isOn() ? !FOLLOWED.matcher(name).matches() : !name.equals(DISABLED) && !name.equals(EXPORTER))
                .toList();
    }

    void logWithoutEffect() {
        List<String> without = withoutEffect();
        if (!without.isEmpty()) {
            LOG.warn(
                    "without effect: {} ({})",
                    String.join(", ", without),
                    isOn()
                            ? "the gateway exports traces alone, and knows no such variable"
                            : "no traces are exported: neither OTEL_TRACES_EXPORTER=otlp nor an endpoint is set, or they are"
                                    + " switched off");
        }
    }

    /** Returns the SDK, which has begun to export. No message shows a value that can be secret. */
    OpenTelemetrySdk sdk(String version) throws ConfigException {
        SdkLog.install();
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(this::properties)
                    .addPropertiesCustomizer(configured -> OFF)
                    .addResourceCustomizer((resource, configured) -> resource(resource, version))
                    .addSpanExporterCustomizer((exporter, configured) -> new ReportingExporter(exporter))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException wrong) {
            throw new ConfigException(List.of(problem(wrong)));
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(DEFAULTS);
        variables.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        return properties;
    }

    private static Resource resource(Resource resource, String version) {
        String name = resource.getAttribute(SERVICE_NAME);
        boolean isNamed = name != null && !name.startsWith("unknown_service");
        return resource.merge(Resource.create(Attributes.of(
                SERVICE_NAME, isNamed ? name : SERVICE, AttributeKey.stringKey("service.version"), version)));
    }

    /** The SDK names properties of the JVM, and quotes values: of headers, tokens. */
    private static String problem(RuntimeException wrong) {
        String message = message(wrong);
        String named = PROPERTY.matcher(message)
                .replaceAll(
                        property -> property.group().toUpperCase(Locale.ROOT).replace('.', '_'));
        return named.contains("_HEADERS")
                ? "OTEL_EXPORTER_OTLP_HEADERS or OTEL_EXPORTER_OTLP_TRACES_HEADERS: expected name=value pairs, separated by"
                        + " commas"
                : named.startsWith(PREFIX) ? named : "OTEL_… variables: " + named;
    }

    private static String message(@Nullable Throwable wrong) {
        String message = "";
        for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
            message = message.isEmpty() ? String.valueOf(cause.getMessage()) : message + ": " + cause.getMessage();
        }
        return message;
    }
}
