package dev.vitrine.management;

import dev.vitrine.cache.CacheEntryInfo;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.View;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered, and the forgetting of it.
 *
 * <pre>
 *   GET    /cache               how much
 *   GET    /cache/images/{id}   what is known of an image, for which classes of callers; nothing of what it says
 *   DELETE /cache/images/{id}   forgets it for everybody, and all lists, as a change through the gateway does
 *   DELETE /cache/images        forgets all images and lists
 * </pre>
 */
public final class CacheHandler {
    static final String PATH = "/cache";
    private static final String IMAGES = "/cache/images";
    private static final Logger LOG = LoggerFactory.getLogger(CacheHandler.class);

    private final Vertx vertx;
    private final ImageCache images;
    private final ListCache lists;

    /** Takes what is looked into. */
    public CacheHandler(Vertx vertx, ImageCache images, ListCache lists) {
        this.vertx = vertx;
        this.images = images;
        this.lists = lists;
    }

    void answer(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        if (path.equals(PATH)) {
            counts(request);
        } else if (path.equals(IMAGES)) {
            all(request);
        } else {
            one(request, path.startsWith(IMAGES + "/") ? ImageId.parse(path.substring(IMAGES.length() + 1)) : null);
        }
    }

    private void counts(HttpServerRequest request) {
        if (!reads(request)) {
            Responses.notAllowed(request, "GET, HEAD");
            return;
        }
        vertx.executeBlocking(images::bytes, false)
                .onSuccess(bytes -> Responses.json(
                        request,
                        200,
                        new JsonObject()
                                .put("images", images.size())
                                .put("image_bytes", bytes)
                                .put("lists", lists.size())));
    }

    private void all(HttpServerRequest request) {
        if (!deletes(request)) {
            Responses.notAllowed(request, "DELETE");
            return;
        }
        long before = images.size();
        vertx.executeBlocking(
                        () -> {
                            images.invalidateAll();
                            lists.invalidate();
                            return before;
                        },
                        false)
                .onSuccess(forgotten -> {
                    LOG.info("all images are forgotten, {}, and all lists: an operator asked for it", forgotten);
                    Responses.json(request, 200, new JsonObject().put("forgotten", forgotten));
                });
    }

    private void one(HttpServerRequest request, @Nullable ImageId id) {
        if (id == null || !id.canonical()) {
            Responses.answer(
                    request, 404, "No id of an image: 36 characters, such as 70a599e0-31e7-49b7-b260-868f441e862b.\n");
        } else if (deletes(request)) {
            boolean wasKnown = !images.known(id).isEmpty();
            images.invalidate(id);
            lists.invalidate();
            LOG.info("image {} is forgotten, and all lists: an operator asked for it", id);
            Responses.json(request, 200, new JsonObject().put("forgotten", wasKnown ? 1 : 0));
        } else if (reads(request)) {
            JsonArray known = new JsonArray();
            images.known(id).forEach(image -> known.add(document(image)));
            Responses.json(request, 200, new JsonObject().put("id", id.text()).put("remembered", known));
        } else {
            Responses.notAllowed(request, "GET, HEAD, DELETE");
        }
    }

    private static JsonObject document(CacheEntryInfo image) {
        JsonArray views = new JsonArray();
        image.views().forEach(view -> views.add(word(view)));
        return new JsonObject()
                .put("state", image.state())
                .put("age_seconds", image.age().toMillis() / 1e3)
                .put("visibility", image.visibility().name().toLowerCase(Locale.ROOT))
                .put("access_class", image.accessClass().toString())
                .put(
                        "role_class",
                        image.roleClass() == null ? null : image.roleClass().toString())
                .put("views", views)
                .put("bytes", image.bytes());
    }

    private static String word(View view) {
        return view.format().name().toLowerCase(Locale.ROOT)
                + (view.diskConfig() ? "+OS-DCF" : "")
                + (view.imageSize() ? "+OS-EXT-IMG-SIZE" : "");
    }

    private static boolean reads(HttpServerRequest request) {
        String method = request.method().name();
        return method.equals("GET") || method.equals("HEAD");
    }

    private static boolean deletes(HttpServerRequest request) {
        return request.method().name().equals("DELETE");
    }
}
