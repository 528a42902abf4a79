package dev.vitrine.api.request;

import dev.vitrine.config.LinkConfig;
import dev.vitrine.config.LinkConfig.AlternateProject;
import dev.vitrine.model.Authority;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.proxy.OriginalRequest.Link;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds the prefixes of the links in responses. For one event loop. */
public final class LinkBuilder {
    /** The fault of a request whose links would have to name a host, and which names none that is valid. */
    public static final Fault NO_HOST =
            Fault.badRequest("The Host header is missing, malformed or not one served here.");

    private final LinkConfig settings;
    private final @Nullable String computePrefix;
    private final Supplier<String> glancePrefix;

    /** The last host that was checked: clients nearly always name the same one. */
    private @Nullable Known last;

    /** The links of the last response: the next is mostly for the same project. */
    private @Nullable Built lastBuilt;

    /** Links, and all that they depend on. */
    private record Built(
            String base,
            Mount mount,
            @Nullable String project,
            @Nullable String own,
            String glance,
            Links links) {
        boolean isOf(String forBase, RequestPath path, @Nullable String ownProject, String glancePrefix) {
            return mount == path.mount()
                    && base.equals(forBase)
                    && Objects.equals(project, path.project())
                    && Objects.equals(own, ownProject)
                    && glance.equals(glancePrefix);
        }
    }

    private record Known(String host, boolean tls, Link link, String base) {
        boolean isOf(String hostHeader, RequestContext context) {
            return host.equals(hostHeader) && tls == context.isTls() && Objects.equals(link, context.link());
        }
    }

    /**
     * Takes how links begin.
     *
     * @param glanceUrl the URL of Glance that clients can use, for settings that have none; asked at each response, so that
     *     no link has a former one. Empty while none is known
     */
    public LinkBuilder(LinkConfig settings, Supplier<String> glanceUrl) {
        this.settings = settings;
        this.computePrefix = settings.computePrefix() == null
                ? null
                : settings.computePrefix().toString();
        String prefix =
                settings.glancePrefix() == null ? null : settings.glancePrefix().toString();
        this.glancePrefix = prefix == null ? glanceUrl : () -> prefix;
    }

    /**
     * Returns the beginnings of the links.
     *
     * @param ownProject the caller's project, which alternate links hold where the path has none; null if it has none
     * @return null if they would have to name a host, and the request names none though it must, or one that is not allowed
     */
    @Nullable
    public Links links(RequestContext context, RequestPath path, @Nullable String ownProject) {
        String base = base(context);
        if (base == null || path.mount() == null) {
            return null;
        }
        String glance = glancePrefix.get();
        Built known = lastBuilt;
        if (known != null && known.isOf(base, path, ownProject, glance)) {
            return known.links;
        }
        Links links = built(base, path.mount(), path.project(), ownProject, glance);
        lastBuilt = new Built(base, path.mount(), path.project(), ownProject, glance, links);
        return links;
    }

    private Links built(
            String base, Mount mount, @Nullable String project, @Nullable String ownProject, String glance) {
        String segment = segment(project);
        boolean inAlternate = settings.alternateProject() == AlternateProject.ALWAYS
                || (settings.alternateProject() == AlternateProject.BY_MOUNT && mount.isOld());
        String alternate = !inAlternate ? "" : project == null ? segment(ownProject) : segment;
        return new Links(
                base + "/" + mount.segment() + segment,
                base + segment,
                glance + alternate,
                31 * glance.hashCode() + checksum(base, mount.segment(), segment, alternate));
    }

    private static String segment(@Nullable String project) {
        return project == null ? "" : "/" + PercentEncoding.encoded(project);
    }

    /** Of the parts, which keep theirs, rather than of the links, which are new each time. */
    private static int checksum(String base, String mount, String project, String alternate) {
        int path = 31 * mount.hashCode() + project.hashCode();
        return 31 * (31 * base.hashCode() + path) + alternate.hashCode();
    }

    /** Returns scheme and host alone, and the prefix of a proxy if there is one; null as {@link #links} does. */
    @Nullable
    public String base(RequestContext context) {
        if (computePrefix != null) {
            return computePrefix;
        }
        String header = context.hostHeader();
        Known known = last;
        if (header != null && known != null && known.isOf(header, context)) {
            return known.base;
        }
        String base = checkedBase(context);
        if (header != null && base != null) {
            last = new Known(header, context.isTls(), context.link(), base);
        }
        return base;
    }

    private @Nullable String checkedBase(RequestContext context) {
        Link link = context.link();
        String text = link.host() == null ? ownHost(context, link.port()) : text(link.host(), link.port());
        // Where the request names no host this is the gateway's own address, which the client cannot choose.
        boolean isOwn = link.host() == null && context.isWithoutHost();
        if (text == null
                || !(isOwn
                        || settings.allowedHosts().isEmpty()
                        || settings.allowedHosts().contains(text.toLowerCase(Locale.ROOT)))) {
            return null;
        }
        String scheme = link.scheme() != null ? link.scheme() : context.isTls() ? "https" : "http";
        return scheme + "://" + text + link.prefix();
    }

    private static @Nullable String ownHost(RequestContext context, int port) {
        HostAndPort host = context.host();
        return host == null || !isHost(host.host())
                ? null
                : text(host.host(), port == Link.OWN_PORT ? host.port() : port);
    }

    private static String text(String host, int port) {
        return port <= 0 ? host : host + ":" + port;
    }

    /** A name or an address, in brackets if it is of version 6: nothing that JSON, XML or a browser would read on. */
    private static boolean isHost(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        return !inner.isEmpty() && inner.chars().allMatch(c -> Authority.isUnreserved(c) || (bracketed && c == ':'));
    }
}
