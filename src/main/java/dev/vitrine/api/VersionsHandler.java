package dev.vitrine.api;

import dev.vitrine.codec.Accept;
import dev.vitrine.codec.MediaType;
import dev.vitrine.codec.VersionDocument;
import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import dev.vitrine.model.Microversion;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the API's versions: at the root, at each mount itself, and for paths outside the mounts.
 *
 * <p>Nobody needs a token for these, as with Nova since Ussuri: clients read them to learn where to go at all.
 */
final class VersionsHandler {
    private final LinkBuilder linkBase;
    private final Microversion max;

    VersionsHandler(LinkBuilder linkBase, Microversion max) {
        this.linkBase = linkBase;
        this.max = max;
    }

    /** What writes a document whose links have this base. */
    private interface Body {
        byte[] bytes(String base, Format format);
    }

    /** Returns the answer to a request that needs no token, or null for a path below a mount or a broken one. */
    @Nullable
    ApiResponse answer(RequestContext exchange) {
        List<String> segments = PathSegments.of(exchange.rawPath());
        if (segments == null) {
            return null;
        }
        boolean isRoot = segments.isEmpty() || segments.get(0).isEmpty();
        Mount mount = isRoot ? null : Mount.of(segments.get(0));
        if (mount == null) {
            MediaType type = mediaType(exchange, true);
            return isRoot
                    ? document(exchange, type, (base, format) -> VersionDocument.list(base, max, format))
                    : choices(exchange, type, segments);
        }
        boolean isMountItself =
                segments.size() == 1 || (segments.size() == 2 && segments.get(1).isEmpty());
        return isMountItself ? document(exchange, mount.isOld() ? ApiVersion.V2_0 : ApiVersion.V2_1) : null;
    }

    /** Returns the answer to {@code /v2.1/{project}/}, whose caller may see it. */
    ApiResponse projectDocument(RequestContext exchange) {
        return document(exchange, ApiVersion.V2_1);
    }

    private ApiResponse document(RequestContext exchange, ApiVersion version) {
        return document(
                exchange,
                mediaType(exchange, version.hasXml()),
                (base, format) -> VersionDocument.of(version, base, max, format));
    }

    private ApiResponse document(RequestContext exchange, MediaType type, Body body) {
        if (exchange.method().equals(HttpMethod.OPTIONS)) {
            return ApiResponse.nothing().with("Allow", Route.VERSION.allowed());
        }
        if (!Route.VERSION.allows(exchange.method())) {
            return ApiResponse.fault(Fault.badMethod(), type.format()).with("Allow", Route.VERSION.allowed());
        }
        return answer(200, exchange, type, body);
    }

    /** Escapes the path anew, so that it ends up in the links as it was read and needs no escaping in a document. */
    private ApiResponse choices(RequestContext exchange, MediaType type, List<String> segments) {
        String path = segments.stream().map(PercentEncoding::encoded).collect(Collectors.joining("/", "/", ""));
        return answer(300, exchange, type, (base, format) -> VersionDocument.choices(base, path, format));
    }

    private ApiResponse answer(int status, RequestContext exchange, MediaType type, Body body) {
        String base = linkBase.base(exchange);
        return base == null
                ? ApiResponse.fault(LinkBuilder.NO_HOST, type.format())
                : ApiResponse.whole(status, type.text(), body.bytes(base, type.format()));
    }

    private static MediaType mediaType(RequestContext exchange, boolean xml) {
        return Accept.choose(exchange.header("Accept"), xml);
    }
}
