package dev.vitrine.api;

import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.cache.CacheResult;
import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.ResponseContent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows one image. */
final class ShowImageHandler implements Handler<RoutingContext> {
    private final ImageCache images;

    ShowImageHandler(ImageCache images) {
        this.images = images;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        request.respond(ctx, response(request));
    }

    /** Returns the response to a request that has passed all checks. */
    Future<ApiResponse> response(ApiRequest request) {
        return image(
                request, id -> images.image(id, request.caller(), request.view()), image -> document(request, image));
    }

    /**
     * Returns the response that is made at once of what is cached, stale or not; null if Glance or a worker had to be asked. The
     * request has passed all checks.
     */
    @Nullable
    Future<ApiResponse> cachedResponse(ApiRequest request) {
        ImageId id = ImageId.parse(request.path().image());
        CacheResult<CachedImage> cached = id == null ? null : images.cached(id, request.identity(), request.view());
        return cached == null
                ? null
                : image(request, same -> Future.succeededFuture(cached), image -> document(request, image));
    }

    private Future<ApiResponse> document(ApiRequest request, CachedImage image) {
        return images.renderedDocument(image, request.view(), request.caller().identity())
                .map(outcome -> outcome instanceof Outcome.Found<ResponseTemplate> document
                        ? response(request, image, document.value(), request.links())
                        : request.fault(Fault.unavailable()));
    }

    /**
     * Returns the response that is made of the image that the path names, or its fault.
     *
     * @param lookUp has the cache of images look it up
     */
    static Future<ApiResponse> image(
            ApiRequest request,
            Function<ImageId, Future<CacheResult<CachedImage>>> lookUp,
            Function<CachedImage, Future<ApiResponse>> response) {
        ImageId id = ImageId.parse(request.path().image());
        if (id == null) {
            return Future.failedFuture(new FaultException(Check.IMAGE_ID, Fault.imageNotFound()));
        }
        return request.context().awaiting(lookUp.apply(id)).compose(result -> {
            Future<ApiResponse> made = result.outcome() instanceof Outcome.Found<CachedImage> found
                    ? response.apply(found.value())
                    : Future.succeededFuture(request.fault(
                            FaultMapper.of(((Outcome.Failed<CachedImage>) result.outcome()).failure(), id)));
            return made.map(written -> written.withCacheOutcome(result.cacheOutcome()));
        });
    }

    /** Returns the response that shows the document of an image, or what the request's preconditions make of it. */
    static ApiResponse response(ApiRequest request, CachedImage image, ResponseTemplate document, Links links) {
        Validators current =
                new Validators(request.tag(document, links), () -> image.image().updated());
        return request.conditional(current, () -> request.document(ResponseContent.of(document, links)));
    }

    /** Returns the response to a GET of the image's path that shows an image as Glance has just sent it. */
    static Future<ApiResponse> shown(ApiRequest request, ImageCache images, Image image) {
        return images.render(
                        image,
                        request.caller().identity(),
                        growth -> withTag(ImageDocument.of(image, request.view(), growth)))
                .map(outcome -> outcome instanceof Outcome.Found<ResponseTemplate> document
                        ? request.tagged(document.value(), request.links())
                        : request.fault(Fault.unavailable()));
    }

    /** Makes the entity tag where the document is rendered: for a large one it takes as long. */
    static ResponseTemplate withTag(ResponseTemplate document) {
        document.tag();
        return document;
    }
}
