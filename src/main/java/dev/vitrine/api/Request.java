package dev.vitrine.api;

import static java.util.Objects.requireNonNull;

import dev.vitrine.codec.MediaType;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.IdentityMode;
import dev.vitrine.config.MountConfig;
import dev.vitrine.config.Profile;
import dev.vitrine.model.AccessRule;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Token;
import dev.vitrine.model.View;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request, once its path has been read. */
final class Request {
    private final GatewayConfig settings;
    private final RequestContext exchange;
    private final RequestPath target;
    private final MediaType mediaType;

    Request(GatewayConfig settings, RequestContext exchange) {
        this(settings, exchange, RequestPath.of(exchange.rawPath(), mount -> mount.takesSuffix(settings)));
    }

    Request(GatewayConfig settings, RequestContext exchange, RequestPath target) {
        this.settings = settings;
        this.exchange = exchange;
        this.target = target;
        this.mediaType = Negotiation.mediaType(target, exchange, target.mount() == null || isLegacy());
        if (target.route() != null) {
            exchange.leadsTo(target.route().template());
        }
    }

    RequestContext exchange() {
        return exchange;
    }

    RequestPath target() {
        return target;
    }

    /** Returns the media type of a success. */
    MediaType mediaType() {
        return mediaType;
    }

    /** Whether the mount speaks as Nova did before Kilo. */
    boolean isLegacy() {
        return profile().isLegacy();
    }

    /** Returns the fault of an image that would have too much metadata. */
    Fault overQuota() {
        String message = "Image metadata limit exceeded";
        return profile() == Profile.ICEHOUSE ? new Fault(413, message, 0) : Fault.of(403, message);
    }

    private Profile profile() {
        return target.mount() == null
                ? Profile.V2COMPAT
                : target.mount().in(settings).profile();
    }

    /** Returns how an image is shown. */
    View view() {
        MountConfig mount = requireNonNull(target.mount()).in(settings);
        return mount.view(mediaType.format());
    }

    /** Returns the answer to a success. */
    ApiResponse document(byte[] body) {
        return ApiResponse.document(mediaType, body);
    }

    /** Returns a fault in the client's format; a 401 names the place to get a token. */
    ApiResponse fault(Fault fault) {
        ApiResponse answer = ApiResponse.fault(fault, mediaType.format());
        return fault.status() == 401
                ? answer.with(
                        "WWW-Authenticate",
                        "Keystone uri=\"" + settings.keystone().authenticateUri() + "\"")
                : answer;
    }

    /** Returns the client's token, or null if it sent no good one, or if none is asked for. */
    @Nullable
    Token token() {
        return settings.identity() == IdentityMode.NONE ? null : exchange.token();
    }

    /** Returns the fault of a request whose path is not for this caller, or not for this version of the API; or null. */
    @Nullable
    Fault refusal(Identity identity, RequestedMicroversion versioned) {
        Fault other = otherProject(identity);
        return other == null && !versioned.has(target.route()) ? Fault.notFound() : other;
    }

    /** Returns the fault of a project in the path that is not the caller's, or null. No exception for admins. */
    private @Nullable Fault otherProject(Identity identity) {
        String asked = target.project();
        Identity.Project own = identity.project();
        if (asked == null
                || own instanceof Identity.Project.Unverified
                || (own instanceof Identity.Project.Of of && of.id().equals(asked))) {
            return null;
        }
        return Fault.badRequest("Malformed request URL: URL's project_id '" + asked
                + "' doesn't match Context's project_id '" + (own instanceof Identity.Project.Of of ? of.id() : "None")
                + "'");
    }

    /** An application credential may be good for a few requests only, of which this must be one. */
    boolean isWithin(@Nullable List<AccessRule> rules) {
        return rules == null
                || rules.stream()
                        .anyMatch(rule -> rule.allows(
                                settings.keystone().serviceType(),
                                exchange.method().name(),
                                exchange.rawPath()));
    }
}
