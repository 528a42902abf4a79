package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How links in responses begin.
 *
 * @param computePrefix stands for scheme and host of the request; null to take the request's own {@code Host}
 * @param glancePrefix how alternate links begin; null for the public endpoint in Keystone's catalogue
 * @param allowedHosts the accepted {@code Host} headers, lower case; empty for any of correct form
 * @param alternateProject whether alternate links hold the project
 */
public record LinkConfig(
        @Nullable Endpoint computePrefix,
        @Nullable Endpoint glancePrefix,
        Set<String> allowedHosts,
        AlternateProject alternateProject) {
    private static final Setting<Endpoint> COMPUTE_PREFIX = Setting.url("links.compute-link-prefix")
            .defaultsTo("those of the request")
            .means("Stands for scheme and host in links.");
    private static final Setting<Endpoint> GLANCE_PREFIX = Setting.url("links.glance-link-prefix")
            .defaultsTo(
                    "the public endpoint, if Glance's comes from Keystone's catalogue; else the first of glance.api-servers")
            .means("""
                    How alternate links begin. Where Keystone's catalogue has no public endpoint of Glance's, they begin with \
                    the path /images, and never with an internal address.""");
    private static final Setting<String> ALLOWED_HOSTS = Setting.list(
                    "links.allowed-hosts", ValueType.ADDRESS, List.of())
            .means(
                    "The hosts, with port, that links may name without a compute-link-prefix, of Host or of a trusted proxy's"
                            + " header. Empty: any of correct form.");
    private static final Setting<AlternateProject> ALTERNATE_PROJECT = Setting.choice(
                    "links.alternate-project", AlternateProject.BY_MOUNT)
            .means(
                    "Whether alternate links hold the project: by-mount (on /v1.1 and /v2, not on /v2.1), always, never.");

    /** Keeps the hosts in lower case: host names are compared without case (RFC 9110 section 4.2.3). */
    public LinkConfig {
        allowedHosts = allowedHosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    static LinkConfig read(ConfigReader in, GlanceConfig glance) {
        List<Endpoint> servers = glance.backend().servers();
        return new LinkConfig(
                in.find(COMPUTE_PREFIX),
                servers.isEmpty() ? in.find(GLANCE_PREFIX) : in.get(GLANCE_PREFIX, servers.get(0)),
                Set.copyOf(in.all(ALLOWED_HOSTS)),
                in.get(ALTERNATE_PROJECT));
    }

    /** Whether the alternate link of an image holds the project, as it did in Nova before Kilo. */
    public enum AlternateProject {
        /** On {@code /v1.1} and {@code /v2}, not on {@code /v2.1}. */
        BY_MOUNT,
        /** Wherever the caller has a project. */
        ALWAYS,
        /** Nowhere. */
        NEVER
    }
}
