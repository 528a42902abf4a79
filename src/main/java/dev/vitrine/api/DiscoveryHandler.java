package dev.vitrine.api;

import static java.util.Objects.requireNonNull;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.Mount;
import dev.vitrine.api.request.PathSegments;
import dev.vitrine.api.request.PercentEncoding;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.codec.Accept;
import dev.vitrine.codec.ExtensionDocument;
import dev.vitrine.codec.ExtensionDocument.Extension;
import dev.vitrine.codec.MediaType;
import dev.vitrine.codec.VersionDocument;
import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Microversion;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients read to learn what the API has. The version documents: at the root, at each mount itself, and, as 300 with the
 * choices, for paths outside the mounts; they need no token, as with Nova since Ussuri. Behind a mount, the extensions that it
 * has switched on; they need a token, as with Nova.
 */
final class DiscoveryHandler {
    private static final String MOUNTS = "(?:v1\\.1|v2|v2\\.1)";

    private final LinkBuilder linkBuilder;
    private final Microversion max;

    DiscoveryHandler(LinkBuilder linkBuilder, Microversion max) {
        this.linkBuilder = linkBuilder;
        this.max = max;
    }

    /** Writes a document whose links have this base. */
    private interface Body {
        byte[] bytes(String base, Format format);
    }

    /** Adds the routes that need no token. */
    void addRoutes(Router router) {
        router.routeWithRegex("/").useNormalizedPath(false).handler(respond(this::root));
        router.routeWithRegex("/" + MOUNTS + "/?").useNormalizedPath(false).handler(respond(this::mount));
        router.routeWithRegex("(?s)/(?!" + MOUNTS + "(?:/|$)).*")
                .useNormalizedPath(false)
                .handler(respond(this::choices));
    }

    private static Handler<RoutingContext> respond(Function<ApiRequest, ApiResponse> response) {
        return ctx -> {
            ApiRequest request = ApiRequest.of(ctx);
            request.respond(response.apply(request));
        };
    }

    /** Responds to {@code /v2.1/{project}/}, whose caller may see it. */
    void projectDocument(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        request.respond(version(request, ApiVersion.V2_1));
    }

    /** Responds to {@code extensions}. */
    void extensions(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        byte[] list = ExtensionDocument.list(
                shown(request), request.isLegacy(), request.mediaType().format());
        request.respond(request.conditional(Validators.NONE, () -> whole(request, list)));
    }

    /** Responds to {@code extensions/{alias}}; the alias is case-sensitive. */
    void extension(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        Extension named = shown(request).stream()
                .filter(extension -> extension.alias().equals(request.path().key()))
                .findFirst()
                .orElse(null);
        if (named == null) {
            ctx.fail(new FaultException(Check.PATH, Fault.notFound()));
            return;
        }
        byte[] document = ExtensionDocument.of(
                named, request.isLegacy(), request.mediaType().format());
        request.respond(request.conditional(Validators.NONE, () -> whole(request, document)));
    }

    private static List<Extension> shown(ApiRequest request) {
        View view = request.view();
        return Stream.of(Extension.values())
                .filter(extension -> extension == Extension.DISK_CONFIG ? view.diskConfig() : view.imageSize())
                .toList();
    }

    private static ApiResponse whole(ApiRequest request, byte[] document) {
        return ApiResponse.whole(200, request.mediaType().text(), document);
    }

    /** Returns the list of all versions. */
    ApiResponse root(ApiRequest request) {
        return document(request, mediaType(request, true), (base, format) -> VersionDocument.list(base, max, format));
    }

    private ApiResponse mount(ApiRequest request) {
        Mount mount = requireNonNull(request.path().mount());
        return version(request, mount.isOld() ? ApiVersion.V2_0 : ApiVersion.V2_1);
    }

    private ApiResponse version(ApiRequest request, ApiVersion version) {
        return document(
                request,
                mediaType(request, version.hasXml()),
                (base, format) -> VersionDocument.of(version, base, max, format));
    }

    private ApiResponse document(ApiRequest request, MediaType type, Body body) {
        HttpMethod method = request.context().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            return ApiResponse.nothing().with("Allow", ApiRoute.VERSION.allowed());
        }
        if (!ApiRoute.VERSION.allows(method)) {
            return ApiResponse.fault(Fault.badMethod(), type.format()).with("Allow", ApiRoute.VERSION.allowed());
        }
        return response(200, request, type, body);
    }

    /** Escapes the path anew, so that it ends up in the links as it was read and needs no escaping in a document. */
    private ApiResponse choices(ApiRequest request) {
        String path = requireNonNull(PathSegments.of(request.context().rawPath())).stream()
                .map(PercentEncoding::encoded)
                .collect(Collectors.joining("/", "/", ""));
        return response(
                300, request, mediaType(request, true), (base, format) -> VersionDocument.choices(base, path, format));
    }

    private ApiResponse response(int status, ApiRequest request, MediaType type, Body body) {
        String base = linkBuilder.base(request.context());
        if (base == null) {
            return ApiResponse.fault(LinkBuilder.NO_HOST, type.format());
        }
        ApiResponse document = ApiResponse.whole(status, type.text(), body.bytes(base, type.format()));
        return status == 200 ? request.conditional(Validators.NONE, () -> document) : document;
    }

    private static MediaType mediaType(ApiRequest request, boolean hasXml) {
        return Accept.choose(request.context().header("Accept"), hasXml);
    }
}
