package dev.vitrine.compute;

import dev.vitrine.config.AlternateProject;
import dev.vitrine.config.LinkSettings;
import dev.vitrine.http.Exchange;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Links;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the links of one answer begin with. */
final class LinkBase {
    /** What a client is told where links would have to name a host, and its request names none that will do. */
    static final Fault NO_HOST = Fault.badRequest("The Host header is missing, malformed or not one served here.");

    private final LinkSettings settings;

    LinkBase(LinkSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the beginnings of the links.
     *
     * @return null if they would have to name a host, and the request names none, or one that is not allowed
     */
    @Nullable
    Links links(Exchange exchange, Target target) {
        String base = base(exchange);
        if (base == null || target.mount() == null) {
            return null;
        }
        String project = target.project() == null ? "" : "/" + Escapes.encoded(target.project());
        boolean inAlternate = settings.alternateProject() == AlternateProject.ALWAYS
                || (settings.alternateProject() == AlternateProject.BY_MOUNT
                        && target.mount().isOld());
        return new Links(
                base + "/" + target.mount().segment() + project,
                base + project,
                settings.glancePrefix() + (inAlternate ? project : ""));
    }

    /** Returns scheme and host alone, or null as {@link #links} does. */
    @Nullable
    String base(Exchange exchange) {
        if (settings.computePrefix() != null) {
            return settings.computePrefix().toString();
        }
        HostAndPort host = exchange.host();
        if (host == null || !isHost(host.host())) {
            return null;
        }
        String text = host.port() <= 0 ? host.host() : host.host() + ":" + host.port();
        boolean allowed =
                settings.allowedHosts().isEmpty() || settings.allowedHosts().contains(text.toLowerCase(Locale.ROOT));
        return allowed ? (exchange.isTls() ? "https://" : "http://") + text : null;
    }

    /** A name or an address, in brackets if it is of version 6: nothing that JSON, XML or a browser would read on. */
    private static boolean isHost(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        return !inner.isEmpty() && inner.chars().allMatch(c -> Escapes.isUnreserved(c) || (bracketed && c == ':'));
    }
}
