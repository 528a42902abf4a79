package dev.vitrine.api;

import static java.util.Objects.requireNonNull;

import dev.vitrine.api.request.Preconditions;
import dev.vitrine.api.request.Preconditions.Outcome;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.api.request.RequestedMicroversion;
import dev.vitrine.codec.Accept;
import dev.vitrine.codec.MediaType;
import dev.vitrine.codec.metadata.MetadataOutcome;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.MountConfig.Profile;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.ResponseContent;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request to the images API: what its path and its {@code Accept} ask for, and what the handlers have found out about it so
 * far. Its {@link RequestContext} is the HTTP request. In the Router the {@link RoutingContext} holds it. For the event loop
 * that read the request.
 */
final class ApiRequest {
    private static final String KEY = ApiRequest.class.getName();
    private static final HexFormat HEX = HexFormat.of();

    private final GatewayConfig config;
    private final ResponseWriter writer;
    private final RequestContext context;
    private final RequestPath path;
    private final MediaType mediaType;
    private RequestedMicroversion microversion = RequestedMicroversion.NONE;
    private @Nullable Identity identity;
    private @Nullable Caller caller;
    private @Nullable MetadataOutcome body;
    private @Nullable Links links;

    /** Parses the path; the other constructor takes one that {@link CacheHitHandler} has parsed. */
    ApiRequest(GatewayConfig config, ResponseWriter writer, RequestContext context) {
        this(config, writer, context, RequestPath.of(context.rawPath(), mount -> mount.takesSuffix(config)));
    }

    ApiRequest(GatewayConfig config, ResponseWriter writer, RequestContext context, RequestPath path) {
        this.config = config;
        this.writer = writer;
        this.context = context;
        this.path = path;
        this.mediaType = mediaType(path, context.header("Accept"), path.mount() == null || isLegacy());
        if (path.route() != null) {
            context.setRoute(path.route().template());
        }
    }

    /** Returns the request that the Router's first handler has put there. */
    static ApiRequest of(RoutingContext ctx) {
        return requireNonNull(ctx.get(KEY));
    }

    /** Has {@link #of} find this request. */
    void putInto(RoutingContext ctx) {
        ctx.put(KEY, this);
    }

    /** The suffix, else {@code Accept}, else JSON. */
    static MediaType mediaType(RequestPath path, @Nullable String accept, boolean hasXml) {
        return path.suffix() == null ? Accept.choose(accept, hasXml) : MediaType.plain(path.suffix());
    }

    RequestContext context() {
        return context;
    }

    RequestPath path() {
        return path;
    }

    /** Returns the media type of a success. */
    MediaType mediaType() {
        return mediaType;
    }

    /** Returns whether the mount's profile is a legacy one: see {@link Profile#isLegacy}. */
    boolean isLegacy() {
        return profile().isLegacy();
    }

    private Profile profile() {
        return path.mount() == null ? Profile.V2COMPAT : path.mount().in(config).profile();
    }

    /** Returns how an image is shown. */
    View view() {
        return requireNonNull(path.mount()).in(config).view(mediaType.format());
    }

    /**
     * Returns the client's token; null if it sent none that is well-formed, one that is longer than Keystone's are, or if the
     * gateway asks for none.
     */
    @Nullable
    Token token() {
        return config.identity() == IdentityMode.NONE ? null : accepted(context.token());
    }

    private @Nullable Token accepted(@Nullable Token token) {
        return token == null || token.secret().length() > config.keystone().maxTokenBytes() ? null : token;
    }

    /** Returns whether the request has the token of a service, and that counts: then it is validated with the client's. */
    boolean hasServiceToken() {
        return config.keystone().serviceTokens().isOn() && context.hasServiceToken();
    }

    /** Returns the token of a service, as {@link #token} returns the client's. */
    @Nullable
    Token serviceToken() {
        return accepted(context.serviceToken());
    }

    /** Returns the caller; there is one behind authentication. */
    Caller caller() {
        return requireNonNull(caller);
    }

    /** Takes who the caller is, and the tokens that say so; the service's is null if the caller made the request itself. */
    void setCaller(Identity authenticated, @Nullable Token token, @Nullable Token serviceToken) {
        caller = new Caller(
                authenticated, token, serviceToken, context.idForBackends(), context.trace(), context::isGone);
        setIdentity(authenticated);
    }

    /** Returns the caller's identity; there is one once the token was found to be valid. */
    Identity identity() {
        return requireNonNull(identity);
    }

    void setIdentity(Identity valid) {
        identity = valid;
        context.setIdentity(valid);
    }

    /** Returns the microversion; that of the old mounts until it was read. */
    RequestedMicroversion microversion() {
        return microversion;
    }

    void setMicroversion(RequestedMicroversion requested) {
        microversion = requested;
    }

    /** Returns the body; null if none was read. */
    @Nullable
    MetadataOutcome body() {
        return body;
    }

    void setBody(MetadataOutcome read) {
        body = read;
    }

    /** Returns what links begin with; there are some behind the check of the host. */
    Links links() {
        return requireNonNull(links);
    }

    void setLinks(Links prefixes) {
        links = prefixes;
    }

    /** Returns the fault of a path that is not for this caller, or not in this version of the API; or null. */
    @Nullable
    Fault refusal(Identity identity) {
        Fault project = projectFault(identity);
        return project == null && !microversion.has(path.route()) ? Fault.notFound() : project;
    }

    /** Returns the fault of a project in the path that is not the caller's, or null. No exception for admins. */
    private @Nullable Fault projectFault(Identity identity) {
        String requested = path.project();
        Identity.Project own = identity.project();
        if (requested == null
                || own instanceof Identity.Project.Unverified
                || (own instanceof Identity.Project.Of of && of.id().equals(requested))) {
            return null;
        }
        return Fault.badRequest(
                "Malformed request URL: URL's project_id '" + requested + "' doesn't match Context's project_id '"
                        + Objects.requireNonNullElse(project(identity), "None") + "'");
    }

    /** Returns the id of the caller's project; null if it has none, or none that is known. */
    static @Nullable String project(Identity identity) {
        return identity.project() instanceof Identity.Project.Of of ? of.id() : null;
    }

    /** Returns whether an application credential's access rules, if it has any, allow the request. */
    boolean isAllowedByAccessRules(Identity identity) {
        List<AccessRule> rules = identity.accessRules();
        return rules == null
                || AccessRule.anyAllows(
                        rules, config.keystone().serviceType(), context.method().name(), context.rawPath());
    }

    /** Returns the fault of an image that would have too much metadata. */
    Fault overQuota() {
        String message = "Image metadata limit exceeded";
        return profile() == Profile.ICEHOUSE ? new Fault(413, message, 0) : Fault.of(403, message);
    }

    /** Returns the response to a success. */
    ApiResponse document(ResponseContent content) {
        return ApiResponse.document(mediaType, content);
    }

    /** Returns the response that shows a document, with its entity tag. */
    ApiResponse tagged(ResponseTemplate document, Links prefixes) {
        return document(ResponseContent.of(document, prefixes)).tagged(tag(document, prefixes));
    }

    /** Returns the entity tag of the response that shows a document. */
    String tag(ResponseTemplate document, Links prefixes) {
        return tag(document.tag(), mediaType, prefixes.checksum());
    }

    /**
     * Returns a strong entity tag, so that a client may revalidate what it has, and change it only if it has not changed meanwhile
     * (RFC 9110 sections 8.8.3 and 13.1). Nova has none; a client that does not use it sees no difference.
     *
     * @param digest of the document without its links
     * @param links a checksum of what they begin with; 0 if there are none
     */
    static String tag(long digest, MediaType type, int links) {
        long rest = ((long) type.text().hashCode() << 32) ^ links;
        return "\"" + HEX.toHexDigits(digest) + HEX.toHexDigits(rest) + "\"";
    }

    /**
     * Returns what the request's preconditions make of the response to a read that succeeds, with its entity tag.
     *
     * @param current the validators of what is shown
     * @param shown makes the response; called only if the client is to get it: a 304 costs no content
     */
    ApiResponse conditional(Validators current, Supplier<ApiResponse> shown) {
        return switch (Preconditions.of(context).evaluate(current)) {
            case MET -> shown.get().tagged(current.tag());
            case NOT_MODIFIED -> ApiResponse.notModified().tagged(current.tag());
            case FAILED -> fault(Fault.preconditionFailed());
        };
    }

    /**
     * Makes a write if the request's preconditions are met, else returns a 412.
     *
     * @param shown returns the response to a GET of the same target, as Glance has the image now; called if there are
     *     preconditions
     * @param updated the time of the image's last change, or null
     */
    Future<ApiResponse> ifMet(
            Supplier<Future<ApiResponse>> shown, @Nullable String updated, Supplier<Future<ApiResponse>> write) {
        Preconditions preconditions = Preconditions.of(context);
        if (preconditions.isEmpty()) {
            return write.get();
        }
        return shown.get().compose(get -> {
            if (get.status() != 200 && get.status() != 404) {
                return Future.succeededFuture(get);
            }
            Validators current = get.status() == 404 ? null : new Validators(get.tag(), () -> updated);
            return preconditions.evaluate(current) == Outcome.MET
                    ? write.get()
                    : Future.succeededFuture(fault(Fault.preconditionFailed()));
        });
    }

    /** Returns a fault in the client's format; a 401 names the place to get a token. */
    ApiResponse fault(Fault fault) {
        ApiResponse response = ApiResponse.fault(fault, mediaType.format());
        return fault.status() == 401
                ? response.with(
                        "WWW-Authenticate",
                        "Keystone uri=\"" + config.keystone().authenticateUri() + "\"")
                : response;
    }

    /** Writes the response, labelled with the microversion, if the request has no response yet. */
    void respond(ApiResponse response) {
        writer.write(context, microversion.label(response));
    }

    /**
     * Writes the response when there is one; what makes the future fail goes to the handler of failures. A request that
     * would have to wait for it gets a 503 instead if the byte budget has no room for it; what is not sent yet for it alone is not
     * sent then.
     */
    void respond(Future<ApiResponse> response, Consumer<Throwable> onFailure) {
        if (response.isComplete() || tryWait()) {
            response.onComplete(this::respond, onFailure::accept);
        } else {
            context.setGone();
            onFailure.accept(new FaultException(Check.BYTE_BUDGET, Fault.unavailable()));
        }
    }

    /** As the other, with the Router's own way to its failure handler. */
    void respond(RoutingContext ctx, Future<ApiResponse> response) {
        respond(response, ctx::fail);
    }

    /** Counts the request in the byte budget until it has its response; returns false if the budget refuses it. */
    boolean tryWait() {
        return writer.tryWait(context);
    }
}
