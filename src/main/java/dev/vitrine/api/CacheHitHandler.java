package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.ListRequest;
import dev.vitrine.api.request.ListRequestCache;
import dev.vitrine.api.request.Mount;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.api.request.RequestedMicroversion;
import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Responds to cache hits before the Router: a plain GET of one image or of a list, with a token that is cached and an image or a
 * list that is fresh. The Router would add to the cost of each (src/docs/decisions/0005-router-on-raw-paths.md).
 *
 * <p>It makes the checks of {@link ApiRouter} with the same methods, and refuses nothing: what is not plainly right is
 * left to the Router, which says what is wrong. A check that is added there belongs here, too. Runs on the event loop that
 * read the request; waits for nothing.
 */
final class CacheHitHandler {
    private final ApiServices services;
    private final GatewayConfig config;
    private final TokenValidator tokens;
    private final ImageCache images;
    private final ListCache lists;
    private final ListRequestCache listRequests;
    private final ResponseWriter writer;
    private final LinkBuilder linkBuilder;
    private final Predicate<Mount> takesSuffix;
    private final boolean hasCors;

    CacheHitHandler(
            ApiServices services, ResponseWriter writer, LinkBuilder linkBuilder, ListRequestCache listRequests) {
        this.services = services;
        this.config = services.config();
        this.tokens = services.tokens();
        this.images = services.images();
        this.lists = services.lists();
        this.listRequests = listRequests;
        this.writer = writer;
        this.linkBuilder = linkBuilder;
        this.takesSuffix = mount -> mount.takesSuffix(config);
        this.hasCors = !config.cors().allowedOrigins().isEmpty();
    }

    /**
     * Returns the request for one image or a list that has passed the checks, with the caller's identity and the microversion;
     * null for all else, of which the Router says what is wrong, if anything is. The context's identity and route are set as far
     * as they are known, in either case.
     */
    @Nullable
    ApiRequest checked(RequestContext context) {
        if (!context.method().equals(HttpMethod.GET)
                || context.declaresMoreThan(config.listen().limits().maxBody())
                || context.hasSeveralHosts()
                || (hasCors && context.header(HttpHeaders.ORIGIN) != null)) {
            return null;
        }
        RequestPath path = RequestPath.plain(context.rawPath(), takesSuffix);
        if (path == null) {
            return null;
        }
        ApiRequest request = new ApiRequest(config, writer, context, path);
        // Its validation takes two tokens, and what is cached of one is not enough.
        TokenValidation validation = request.hasServiceToken() ? null : tokens.cached(request.token());
        if (!(validation instanceof TokenValidation.Valid valid) || !request.isAllowedByAccessRules(valid.identity())) {
            return null;
        }
        request.setIdentity(valid.identity());
        RequestedMicroversion microversion =
                RequestedMicroversion.of(path.mount(), context, services.maxMicroversion());
        request.setMicroversion(microversion);
        return microversion.fault() != null || request.refusal(valid.identity()) != null ? null : request;
    }

    /** Returns the response to a checked request if that is a cache hit, else null. */
    @Nullable
    ApiResponse respond(ApiRequest request) {
        Identity identity = request.identity();
        ApiResponse hit = request.path().route() == ApiRoute.IMAGE ? image(request, identity) : list(request, identity);
        if (hit == null) {
            return null;
        }
        ApiResponse labelled = request.microversion().label(hit.withCacheOutcome(CacheOutcome.HIT));
        return hasCors ? labelled.with("Vary", CorsGuard.vary(labelled)) : labelled;
    }

    private @Nullable ApiResponse image(ApiRequest request, Identity identity) {
        ImageId id = ImageId.parse(request.path().image());
        CachedImage image = id == null ? null : images.fresh(id, identity);
        ResponseTemplate document = image == null ? null : image.document(request.view());
        Links links = document == null ? null : links(request, identity);
        return image == null || document == null || links == null
                ? null
                : ShowImageHandler.response(request, image, document, links);
    }

    /** A query that is long, wrong or finds nothing is left to the Router. */
    private @Nullable ApiResponse list(ApiRequest request, Identity identity) {
        String rawQuery = request.context().rawQuery();
        if (!ListRequestCache.isShort(rawQuery)) {
            return null;
        }
        ListRequest list = listRequests.get(rawQuery, request.isLegacy());
        Listing listing =
                list.query() == null ? null : lists.fresh(ListImagesHandler.wanted(request, list.query()), identity);
        Links links = listing == null ? null : links(request, identity);
        return listing == null || links == null ? null : ListImagesHandler.response(request, list, listing, links);
    }

    private @Nullable Links links(ApiRequest request, Identity identity) {
        return linkBuilder.links(request.context(), request.path(), ApiRequest.project(identity));
    }
}
