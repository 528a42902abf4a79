package dev.vitrine.config;

import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.EffectiveSetting.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings, and where each of them comes from.
 *
 * @param settings the settings as the gateway uses them
 * @param effective every setting as a person reads it, with its origin; secrets are hidden. Behind them the names that {@code
 *     OS_*} or {@code clouds.yaml} hold beside the service user, and from which the gateway takes nothing
 */
public record LoadedConfig(GatewayConfig settings, List<EffectiveSetting> effective) {
    /** Keeps a copy of the list. */
    public LoadedConfig {
        effective = List.copyOf(effective);
    }

    /** Returns the names beside the service user from which the gateway takes nothing. */
    public List<EffectiveSetting> withoutEffect() {
        return effective.stream()
                .filter(name -> name.kind() == Kind.WITHOUT_EFFECT)
                .toList();
    }

    /** Returns a sentence for each setting that is valid and dangerous: for each service that is not authenticated. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warn(
                warnings,
                "keystone-authtoken",
                "Keystone",
                settings.keystone().backend().tls());
        warn(warnings, "glance", "Glance", settings.glance().backend().tls());
        warn(warnings, "nova", "Nova", settings.nova().tls());
        warn(warnings, "events", "the message broker", settings.events().tls());
        return warnings;
    }

    private static void warn(List<String> warnings, String section, String service, TlsConfig tls) {
        if (tls.insecure()) {
            warnings.add(
                    section + ".insecure: the certificate and host name of " + service + " are not checked: whoever"
                            + " can reach a connection to it can read and change everything on it, tokens and passwords"
                            + " included. For test environments only");
        }
    }
}
