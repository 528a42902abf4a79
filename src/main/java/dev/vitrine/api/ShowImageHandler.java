package dev.vitrine.api;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.ResponseContent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows one image.
 *
 * <p>The response has a strong entity tag, made of the document and of what fills its placeholders, so that a client may
 * revalidate what it has (RFC 9110 sections 8.8.3 and 13.1.2). Nova has none; a client that does not use it sees no
 * difference.
 */
final class ShowImageHandler implements Handler<RoutingContext> {
    private static final HexFormat HEX = HexFormat.of();

    private final ImageCache images;

    ShowImageHandler(ImageCache images) {
        this.images = images;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        request.respond(ctx, image(request, images, image -> document(request, image)));
    }

    private Future<ApiResponse> document(ApiRequest request, CachedImage image) {
        return images.renderedDocument(image, request.view(), request.caller().identity())
                .map(outcome -> outcome instanceof Outcome.Found<ResponseTemplate> document
                        ? response(request, document.value(), request.links())
                        : request.fault(Fault.unavailable()));
    }

    /** Returns the response that is made of the image that the path names, or its fault. */
    static Future<ApiResponse> image(
            ApiRequest request, ImageCache images, Function<CachedImage, Future<ApiResponse>> response) {
        ImageId id = ImageId.parse(request.path().image());
        if (id == null) {
            return Future.succeededFuture(request.fault(Fault.imageNotFound()));
        }
        return images.image(id, request.caller()).compose(result -> {
            Future<ApiResponse> made = result.outcome() instanceof Outcome.Found<CachedImage> found
                    ? response.apply(found.value())
                    : Future.succeededFuture(request.fault(
                            FaultMapper.of(((Outcome.Failed<CachedImage>) result.outcome()).failure(), id)));
            return made.map(written -> written.withCacheOutcome(result.cacheOutcome()));
        });
    }

    /** Returns the response that shows a document, or says that the client has it. */
    static ApiResponse response(ApiRequest request, ResponseTemplate document, Links links) {
        String tag = tag(document, links, request);
        ApiResponse response = matches(request.context().header(HttpHeaders.IF_NONE_MATCH), tag)
                ? ApiResponse.notModified()
                : request.document(ResponseContent.of(document, links));
        return response.tagged(tag);
    }

    /** The document's digest, and a checksum of what a response to the same request adds to it. */
    private static String tag(ResponseTemplate document, Links links, ApiRequest request) {
        long rest = ((long) request.mediaType().text().hashCode() << 32) ^ links.checksum();
        return "\"" + HEX.toHexDigits(document.tag()) + HEX.toHexDigits(rest) + "\"";
    }

    /** Weak comparison, as for every {@code If-None-Match}. */
    private static boolean matches(@Nullable String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String one : header.split(",", -1)) {
            String bare = one.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
