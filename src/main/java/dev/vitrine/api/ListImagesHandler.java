package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.ListRequest;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.api.request.QueryString;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.ApiConfig;
import dev.vitrine.identity.Digest;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Fault;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
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
final class ListImagesHandler implements Handler<RoutingContext> {
    private final ApiConfig config;
    private final ListCache lists;

    ListImagesHandler(ApiConfig config, ListCache lists) {
        this.config = config;
        this.lists = lists;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        QueryString parameters = QueryString.parse(request.context().rawQuery());
        if (parameters == null) {
            ctx.fail(new FaultException(Fault.badRequest("The query cannot be decoded.")));
            return;
        }
        ListRequest list = ListRequest.of(parameters, config.maxLimit(), request.isLegacy());
        if (list.fault() != null) {
            ctx.fail(new FaultException(list.fault()));
        } else if (list.query() == null) {
            Listing nothing = new ListWriter(request.view(), isDetail(request)).finish(new Page(0, null));
            request.respond(page(request, nothing, null));
        } else {
            request.respond(ctx, list(request, parameters, list, list.query()));
        }
    }

    private static boolean isDetail(ApiRequest request) {
        return request.path().route() == ApiRoute.DETAIL;
    }

    private Future<ApiResponse> list(ApiRequest request, QueryString parameters, ListRequest list, ListQuery query) {
        return lists.list(new ListCache.Wanted(query, request.view(), isDetail(request)), request.caller())
                .map(result -> {
                    ApiResponse response = result.outcome() instanceof Outcome.Found<Listing> found
                            ? page(request, found.value(), next(request, found.value(), parameters, list))
                            : request.fault(fault(((Outcome.Failed<Listing>) result.outcome()).failure()));
                    return response.withCacheOutcome(result.cacheOutcome());
                });
    }

    /** A full page has a next link, even if nothing comes behind it: Nova does the same. */
    private static @Nullable String next(
            ApiRequest request, Listing listing, QueryString parameters, ListRequest list) {
        String last = listing.page().last();
        if (last == null || listing.page().count() < list.limit()) {
            return null;
        }
        String collection = isDetail(request) ? "/images/detail" : "/images";
        return request.links().self() + collection + parameters.withMarker(last);
    }

    private static ApiResponse page(ApiRequest request, Listing listing, @Nullable String next) {
        Format format = request.mediaType().format();
        byte[] end = ListWriter.end(format, listing.page().count(), next);
        return request.conditional(
                new Validators(tag(request, listing, end), () -> null),
                () -> request.document(ResponseContent.of(listing.document(), request.links(), end)));
    }

    /**
     * Returns a strong entity tag: the digest of all that the bytes are made of. That of the document, which alone is long, was
     * made with the document.
     */
    private static String tag(ApiRequest request, Listing listing, byte[] end) {
        Links links = request.links();
        Digest digest = Digest.of(List.of(
                listing.document().digest().hex(),
                request.mediaType().text(),
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
