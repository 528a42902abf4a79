package dev.vitrine.management;

import dev.vitrine.cache.CacheEntryInfo;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.View;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cache statistics, lookup and invalidation of one image. {@link CachedImagesHandler} searches for images, {@link
 * ListEntriesHandler} looks up lists.
 *
 * <pre>
 *   GET    /cache               number of cached images and lists, their size and its bound in bytes
 *   GET    /cache/images/{id}   cache entries of an image, one per access class; nothing of the image's content
 *   DELETE /cache/images/{id}   invalidates the image for all access classes, and all lists
 * </pre>
 */
public final class CacheHandler implements ManagementResource {
    private static final Logger LOG = LoggerFactory.getLogger(CacheHandler.class);

    private final Vertx vertx;
    private final ImageCache images;
    private final ListCache lists;

    /** Makes the handler of these caches. */
    public CacheHandler(Vertx vertx, ImageCache images, ListCache lists) {
        this.vertx = vertx;
        this.images = images;
        this.lists = lists;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/cache").guardedBy(auth).read(this::statistics).end();
        ExactPath.below(router, "/cache/images/")
                .guardedBy(auth)
                .read(onImage(this::entries))
                .on(HttpMethod.DELETE, onImage(this::invalidate))
                .end();
    }

    private void statistics(RoutingContext context) {
        vertx.executeBlocking(
                        () -> new JsonObject()
                                .put("images", images.size())
                                .put("image_bytes", images.bytes())
                                .put("image_max_bytes", images.maxBytes())
                                .put("lists", lists.size())
                                .put("list_bytes", lists.bytes())
                                .put("list_max_bytes", lists.maxBytes()),
                        false)
                .onSuccess(document -> Responses.json(context, 200, document))
                .onFailure(context::fail);
    }

    private void invalidate(RoutingContext context, ImageId id) {
        boolean wasCached = !images.info(id).isEmpty();
        images.invalidate(id);
        lists.invalidateAll();
        LOG.info("cache invalidated on request: image {} and all lists", id);
        Responses.json(context, 200, new JsonObject().put("invalidated", wasCached ? 1 : 0));
    }

    private void entries(RoutingContext context, ImageId id) {
        JsonArray entries = new JsonArray();
        images.info(id).forEach(entry -> entries.add(document(entry)));
        Responses.json(context, 200, new JsonObject().put("id", id.text()).put("entries", entries));
    }

    /** Hands the id at the end of the path to the handler; anything but the canonical form of a UUID gets a 404. */
    private static Handler<RoutingContext> onImage(BiConsumer<RoutingContext, ImageId> handler) {
        return context -> {
            ImageId id = ImageId.parse(ExactPath.lastSegment(context));
            if (id != null && id.canonical()) {
                handler.accept(context, id);
            } else {
                Responses.text(
                        context,
                        404,
                        "Not the id of an image: 36 characters, such as 70a599e0-31e7-49b7-b260-868f441e862b.\n");
            }
        };
    }

    static JsonObject document(CacheEntryInfo entry) {
        JsonArray views = new JsonArray();
        entry.views().forEach(view -> views.add(word(view)));
        return new JsonObject()
                .put("id", entry.id().text())
                .put("project", entry.project())
                .put("state", entry.state())
                .put("age_seconds", entry.age().toMillis() / 1e3)
                .put("visibility", entry.visibility().name().toLowerCase(Locale.ROOT))
                .put("access_class", entry.accessClass().toString())
                .put(
                        "role_class",
                        entry.roleClass() == null ? null : entry.roleClass().toString())
                .put("views", views)
                .put("bytes", entry.bytes());
    }

    /** Returns the word for a view of an image. */
    static String word(View view) {
        return view.format().name().toLowerCase(Locale.ROOT)
                + (view.diskConfig() ? "+OS-DCF" : "")
                + (view.imageSize() ? "+OS-EXT-IMG-SIZE" : "");
    }
}
