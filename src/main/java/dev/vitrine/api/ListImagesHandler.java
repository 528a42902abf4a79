package dev.vitrine.api;

import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.ApiConfig;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import dev.vitrine.model.Links;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Page;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Lists of images, in brief and in detail. */
final class ListImagesHandler {
    private final ApiConfig settings;
    private final ListCache lists;

    ListImagesHandler(ApiConfig settings, ListCache lists) {
        this.settings = settings;
        this.lists = lists;
    }

    Future<ApiResponse> answer(Request request, Caller caller, Links links) {
        QueryString parameters = QueryString.parse(request.exchange().rawQuery());
        if (parameters == null) {
            return Future.succeededFuture(request.fault(Fault.badRequest("The query cannot be decoded.")));
        }
        ListRequest asked = ListRequest.of(parameters, settings.maxLimit(), request.isLegacy());
        if (asked.fault() != null) {
            return Future.succeededFuture(request.fault(asked.fault()));
        }
        boolean detail = request.target().route() == Route.DETAIL;
        if (asked.query() == null) {
            Listing nothing = new ListWriter(request.view(), detail).finish(new Page(0, null));
            return Future.succeededFuture(page(request, links, nothing, null));
        }
        return lists.list(new ListCache.Wanted(asked.query(), request.view(), detail), caller)
                .map(recalled -> {
                    ApiResponse answer = recalled.outcome() instanceof Outcome.Found<Listing> found
                            ? page(
                                    request,
                                    links,
                                    found.value(),
                                    next(request, links, found.value(), parameters, asked))
                            : request.fault(fault(((Outcome.Failed<Listing>) recalled.outcome()).failure()));
                    return answer.from(recalled.how());
                });
    }

    /** There may be more behind a page that is full, even if there is nothing: so Nova says it too. */
    private static @Nullable String next(
            Request request, Links links, Listing listing, QueryString parameters, ListRequest asked) {
        String last = listing.page().last();
        if (last == null || listing.page().count() < asked.limit()) {
            return null;
        }
        String collection = request.target().route() == Route.DETAIL ? "/images/detail" : "/images";
        return links.self() + collection + parameters.withMarker(last);
    }

    private static ApiResponse page(Request request, Links links, Listing listing, @Nullable String next) {
        Format format = request.mediaType().format();
        byte[] body = listing.document().fill(links);
        byte[] end = ListWriter.end(format, listing.page().count(), next);
        byte[] whole = new byte[body.length + end.length];
        System.arraycopy(body, 0, whole, 0, body.length);
        System.arraycopy(end, 0, whole, body.length, end.length);
        return request.document(whole);
    }

    private static Fault fault(Failure failure) {
        return switch (failure.kind()) {
            case REJECTED -> Fault.badRequest(failure.message());
            case REFUSED -> Fault.of(403, failure.message());
            case TOKEN_REFUSED -> Fault.unauthorized();
            case GARBAGE -> Fault.badGateway();
            default -> Fault.unavailable(failure.retryAfterSeconds());
        };
    }
}
