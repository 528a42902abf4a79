package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint of a service is taken from Keystone's catalogue: as keystoneauth's adapter chooses by settings of the same
 * names.
 *
 * @param serviceType the type of the service, such as {@code image}
 * @param region the region of the endpoint; null for any
 * @param interfaces those that the endpoint may be of, the best first; at least one
 */
public record CatalogConfig(String serviceType, @Nullable String region, List<String> interfaces) {
    /** The interface whose endpoints clients reach. */
    public static final String PUBLIC = "public";

    private static final String SECTION = "glance.";
    private static final Pattern INTERFACE = Pattern.compile("(public|internal|admin)(?:URL)?");
    private static final List<String> DEFAULT_INTERFACES = List.of("internal", PUBLIC);

    private static final Setting<String> SERVICE_TYPE = Setting.text(SECTION + "service-type", "image")
            .notBlank()
            .means("The type of the service whose endpoint is taken from Keystone's catalogue.");
    private static final Setting<String> REGION = Setting.text(SECTION + "region-name")
            .notBlank()
            .defaultsTo("any, so the first one in the catalogue")
            .means("The region of the endpoint that is taken from Keystone's catalogue.");
    private static final Setting<String> INTERFACES = Setting.list(
                    SECTION + "valid-interfaces", ValueType.TEXT, DEFAULT_INTERFACES)
            .orOneItem()
            .rule(name -> INTERFACE.matcher(name).matches(), "public, internal or admin")
            .means("""
                    The interfaces of the endpoint that is taken from Keystone's catalogue: the first one that the service has \
                    there.""");

    /** Copies the interfaces, and writes each as version 3 of Keystone's API does: without a URL at its end. */
    public CatalogConfig {
        interfaces = interfaces.stream().map(name -> name.replace("URL", "")).toList();
    }

    static CatalogConfig read(ConfigReader in) {
        String type = in.get(SERVICE_TYPE);
        String region = in.find(REGION);
        List<String> interfaces = in.all(INTERFACES);
        if (interfaces.isEmpty() && !in.isWrong(INTERFACES)) {
            in.problem(INTERFACES, "nothing", "at least one of public, internal, admin");
        }
        return new CatalogConfig(type, region, interfaces.isEmpty() ? DEFAULT_INTERFACES : interfaces);
    }

    /** Reports each of the settings that is written and asks for the catalogue, where the gateway cannot read it. */
    void reportUse(ConfigReader in) {
        List<Setting<String>> used = new ArrayList<>();
        if (!serviceType.equals(SERVICE_TYPE.defaultValue())) {
            used.add(SERVICE_TYPE);
        }
        if (region != null) {
            used.add(REGION);
        }
        if (!interfaces.equals(DEFAULT_INTERFACES)) {
            used.add(INTERFACES);
        }
        used.forEach(setting -> in.problemIfWritten(
                setting, "nothing without a service user for Keystone's catalogue, but glance.api-servers"));
    }

    /** Returns how the endpoint is chosen, in words. */
    @Override
    public String toString() {
        return "service type " + serviceType + (region == null ? "" : " in region " + region) + ", interfaces "
                + String.join(", ", interfaces);
    }
}
