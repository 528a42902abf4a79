package dev.vitrine.management;

import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.ListCache.EntryInfo;
import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lookup of a cached list by the path and query that ask the API for it.
 *
 * <pre>
 *   GET /cache/lists?path=PATH&amp;accept=TYPE   what the list is cached under, and its cache entries, one per access class;
 *                                            nothing of its content but the number of its images
 * </pre>
 *
 * {@code path} is the request target with its query, both encoded; {@code accept} is the value of {@code Accept}, none by default.
 */
public final class ListEntriesHandler implements ManagementResource {
    private final Vertx vertx;
    private final ListCache lists;
    private final Targets targets;

    /** Says which list a request target asks for; in the gateway {@code ListImagesHandler.wanted}. */
    @FunctionalInterface
    public interface Targets {
        /**
         * Returns what the list is cached under.
         *
         * @param target a path of the API with its query, as clients write it
         * @param accept the value of {@code Accept}; null for none
         * @return null if the target asks for no list, is refused, or asks for what no image can match
         */
        @Nullable
        Wanted wanted(String target, @Nullable String accept);
    }

    /** Makes the handler of this cache, and of what finds a list in it. */
    public ListEntriesHandler(Vertx vertx, ListCache lists, Targets targets) {
        this.vertx = vertx;
        this.lists = lists;
        this.targets = targets;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/cache/lists").guardedBy(auth).read(this::entries).end();
    }

    private void entries(RoutingContext context) {
        List<String> path = context.queryParam("path");
        List<String> accept = context.queryParam("accept");
        if (path.size() != 1 || accept.size() > 1) {
            Responses.text(context, 400, "path: the path and query of one list, encoded, are required.\n");
            return;
        }
        vertx.executeBlocking(
                        () -> document(targets.wanted(path.get(0), accept.isEmpty() ? null : accept.get(0))), false)
                .onSuccess(document -> Responses.json(context, 200, document))
                .onFailure(context::fail);
    }

    private JsonObject document(@Nullable Wanted wanted) {
        JsonArray entries = new JsonArray();
        if (wanted != null) {
            lists.info(wanted).forEach(entry -> entries.add(document(entry)));
        }
        return new JsonObject().put("list", wanted == null ? null : key(wanted)).put("entries", entries);
    }

    private static JsonObject key(Wanted wanted) {
        ListQuery query = wanted.query();
        return new JsonObject()
                .put("detail", wanted.detail())
                .put("view", CacheHandler.word(wanted.view()))
                .put("limit", query.limit())
                .put("marker", query.marker() == null ? null : query.marker().text())
                .put("filters", words(query.filters()))
                .put("compared", words(query.compared()));
    }

    private static JsonArray words(List<Filter> filters) {
        JsonArray words = new JsonArray();
        filters.forEach(filter -> words.add(filter.name() + "=" + filter.value()));
        return words;
    }

    private static JsonObject document(EntryInfo entry) {
        return new JsonObject()
                .put("state", entry.state())
                .put("age_seconds", entry.age().toMillis() / 1e3)
                .put(
                        entry.isForTokenAlone() ? "token_class" : "access_class",
                        entry.asking().toString())
                .put("images", entry.images())
                .put("bytes", entry.bytes());
    }
}
