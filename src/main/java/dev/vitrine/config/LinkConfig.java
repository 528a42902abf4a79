package dev.vitrine.config;

import dev.vitrine.model.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the links in the answers begin with.
 *
 * @param computePrefix stands for scheme and host of the request; null to take the request's own {@code Host}
 * @param glancePrefix what alternate links begin with; the first of Glance's addresses by default
 * @param allowedHosts the {@code Host} headers that are taken, lower case; empty for any of correct form
 * @param alternateProject whether alternate links hold the project
 */
public record LinkConfig(
        @Nullable Endpoint computePrefix,
        Endpoint glancePrefix,
        Set<String> allowedHosts,
        AlternateProject alternateProject) {

    /** Keeps the hosts in lower case: names of hosts are compared without case (RFC 9110 section 4.2.3). */
    public LinkConfig {
        allowedHosts = allowedHosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    static LinkConfig read(Values values) {
        return new LinkConfig(
                values.endpointOrNull("links.compute-link-prefix"),
                values.endpoint(
                        "links.glance-link-prefix", GlanceConfig.servers(values).get(0)),
                Set.copyOf(values.texts("links.allowed-hosts", List.of())),
                values.oneOf("links.alternate-project", AlternateProject.BY_MOUNT));
    }
}
