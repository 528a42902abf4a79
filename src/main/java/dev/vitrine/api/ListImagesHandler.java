package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.ListRequest;
import dev.vitrine.api.request.ListRequestCache;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.cache.CacheResult;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.codec.MediaType;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.MountConfig;
import dev.vitrine.identity.Digest;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.ResponseContent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists images, in brief and in detail. */
public final class ListImagesHandler implements Handler<RoutingContext> {
    private final ListRequestCache requests;
    private final ListCache lists;

    ListImagesHandler(ListRequestCache requests, ListCache lists) {
        this.requests = requests;
        this.lists = lists;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        ListRequest list = requests.get(request.context().rawQuery(), request.isLegacy());
        if (list.fault() != null) {
            ctx.fail(new FaultException(Check.QUERY, list.fault()));
        } else if (list.query() == null) {
            Listing nothing = new ListWriter(request.view(), isDetail(request)).finish(new Page(0, null));
            request.respond(response(request, list, nothing, request.links()));
        } else {
            request.respond(ctx, list(request, list, list.query()));
        }
    }

    /**
     * Returns what the list that a request target asks for is cached under, beside its caller.
     *
     * @param target a path of the API with its query, as clients write it
     * @param accept the value of {@code Accept}; null for none
     * @return null if the target asks for no list, is refused, or asks for what no image can match
     */
    public static ListCache.@Nullable Wanted wanted(GatewayConfig config, String target, @Nullable String accept) {
        int end = target.indexOf('?');
        String rawPath = end < 0 ? target : target.substring(0, end);
        RequestPath path = RequestPath.of(rawPath, mount -> mount.takesSuffix(config));
        boolean isDetail = path.route() == ApiRoute.DETAIL;
        if (path.mount() == null || !(isDetail || path.route() == ApiRoute.INDEX)) {
            return null;
        }
        MountConfig mount = path.mount().in(config);
        boolean isLegacy = mount.profile().isLegacy();
        String rawQuery = end < 0 ? "" : target.substring(end + 1);
        ListQuery query = ListRequest.parse(
                        rawQuery, config.api().maxLimit(), config.glance().baseProperties(), isLegacy)
                .query();
        Format format = ApiRequest.mediaType(path, accept, isLegacy).format();
        return query == null ? null : new ListCache.Wanted(query, mount.view(format), isDetail);
    }

    private static boolean isDetail(ApiRequest request) {
        return request.path().route() == ApiRoute.DETAIL;
    }

    /** Returns what the list that a request asks for is cached under, beside its caller. */
    static ListCache.Wanted wanted(ApiRequest request, ListQuery query) {
        return new ListCache.Wanted(query, request.view(), isDetail(request));
    }

    private Future<ApiResponse> list(ApiRequest request, ListRequest list, ListQuery query) {
        Future<CacheResult<Listing>> listed =
                request.context().awaiting(lists.list(wanted(request, query), request.caller()));
        return listed.map(result -> {
            ApiResponse response = result.outcome() instanceof Outcome.Found<Listing> found
                    ? response(request, list, found.value(), request.links())
                    : request.fault(fault(((Outcome.Failed<Listing>) result.outcome()).failure()));
            return response.withCacheOutcome(result.cacheOutcome());
        });
    }

    /** Returns the response that shows a list, or what the request's preconditions make of it. */
    static ApiResponse response(ApiRequest request, ListRequest list, Listing listing, Links links) {
        ResponseTemplate document = listing.document();
        String next = next(request, list, listing.page(), links);
        byte[] end = ListWriter.end(request.mediaType().format(), listing.page().count(), next);
        return request.conditional(
                new Validators(tag(request.mediaType(), document, links, end), () -> null),
                () -> request.document(ResponseContent.of(document, links, end)));
    }

    /** A full page has a next link, even if nothing comes behind it: Nova does the same. */
    private static @Nullable String next(ApiRequest request, ListRequest list, Page page, Links links) {
        if (page.last() == null || page.count() < list.limit()) {
            return null;
        }
        String collection = isDetail(request) ? "/images/detail" : "/images";
        return links.self() + collection + list.parameters().withMarker(page.last());
    }

    /**
     * Returns a strong entity tag: the digest of all that the bytes are made of. That of the document, which alone is long, was
     * made with the document.
     */
    private static String tag(MediaType type, ResponseTemplate document, Links links, byte[] end) {
        Digest digest = Digest.of(List.of(
                document.digest().hex(),
                type.text(),
                links.self(),
                links.bookmark(),
                links.alternate(),
                new String(end, UTF_8)));
        return "\"" + digest.hex() + "\"";
    }

    private static Fault fault(Failure failure) {
        return switch (failure.kind()) {
            case REJECTED -> Fault.badRequest(failure.message());
            case REFUSED -> Fault.of(403, failure.message());
            case TOKEN_REFUSED -> Fault.unauthorized();
            case INVALID_RESPONSE -> Fault.badGateway();
            default -> Fault.unavailable(failure.retryAfterSeconds());
        };
    }
}
