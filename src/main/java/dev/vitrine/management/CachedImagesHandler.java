package dev.vitrine.management;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ImageSearch;
import dev.vitrine.cache.ListCache;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search and invalidation of cached images, by conditions in the query.
 *
 * <pre>
 *   GET    /cache/images   {"matches": …, "entries": [the newest of them, one for each image and access class]}
 *   DELETE /cache/images   {"invalidated": …}: the images, for all access classes, and all lists; without conditions all images
 * </pre>
 *
 * {@link ImageSearchQuery} has the conditions. All cached images are looked at, on a worker thread, for one request at a time:
 * another one gets a 503 meanwhile. A query that is not understood gets a 400, and nothing is invalidated.
 */
public final class CachedImagesHandler implements ManagementResource {
    private static final Logger LOG = LoggerFactory.getLogger(CachedImagesHandler.class);

    private final Vertx vertx;
    private final ImageCache images;
    private final ListCache lists;
    private final AtomicBoolean isSearching = new AtomicBoolean();

    /** Makes the handler of these caches. */
    public CachedImagesHandler(Vertx vertx, ImageCache images, ListCache lists) {
        this.vertx = vertx;
        this.images = images;
        this.lists = lists;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/cache/images")
                .guardedBy(auth)
                .read(this::search)
                .on(HttpMethod.DELETE, this::invalidate)
                .end();
    }

    private void search(RoutingContext context) {
        try {
            ImageSearchQuery query = ImageSearchQuery.of(context.queryParams(), true);
            respond(context, () -> document(images.search(query.search(), query.limit())));
        } catch (IllegalArgumentException invalid) {
            Responses.text(context, 400, invalid.getMessage() + "\n");
        }
    }

    private static JsonObject document(ImageSearch.Result result) {
        JsonArray entries = new JsonArray();
        result.entries().forEach(entry -> entries.add(CacheHandler.document(entry)));
        return new JsonObject().put("matches", result.matches()).put("entries", entries);
    }

    private void invalidate(RoutingContext context) {
        MultiMap parameters = context.queryParams();
        try {
            ImageSearch search = ImageSearchQuery.of(parameters, false).search();
            respond(context, parameters.isEmpty() ? this::invalidateAll : () -> invalidate(search));
        } catch (IllegalArgumentException invalid) {
            Responses.text(context, 400, invalid.getMessage() + "\n");
        }
    }

    private JsonObject invalidateAll() {
        long before = images.size();
        images.invalidateAll();
        lists.invalidateAll();
        LOG.info("cache invalidated on request: {} images and all lists", before);
        return new JsonObject().put("invalidated", before);
    }

    private JsonObject invalidate(ImageSearch search) {
        int invalidated = images.invalidate(search);
        lists.invalidateAll();
        LOG.info("cache invalidated on request: {} images by {} and all lists", invalidated, search);
        return new JsonObject().put("invalidated", invalidated);
    }

    private void respond(RoutingContext context, Callable<JsonObject> work) {
        if (!isSearching.compareAndSet(false, true)) {
            Responses.text(context, 503, "Another request is looking at all cached images; repeat this one.\n");
            return;
        }
        vertx.executeBlocking(work, false)
                .onComplete(done -> isSearching.set(false))
                .onSuccess(document -> Responses.json(context, 200, document))
                .onFailure(context::fail);
    }
}
