package dev.vitrine.compute;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.http.Answer;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Document;
import dev.vitrine.model.Links;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image.
 *
 * <p>Its answer has a strong entity tag, made of the document and of what fills its holes, so that a client may ask
 * whether anything has changed (RFC 9110 sections 8.8.3 and 13.1.2). Nova has none; who does not ask sees no difference.
 */
final class ShowImage {
    private final ImageCache images;

    ShowImage(ImageCache images) {
        this.images = images;
    }

    Future<Answer> answer(Request request, CachedImage image, Links links) {
        return images.document(image, request.view()).map(document -> {
            String tag = tag(document, links, request);
            Answer answer = matches(request.exchange().header("If-None-Match"), tag)
                    ? Answer.notModified()
                    : request.document(document.fill(links));
            return answer.with("ETag", tag).with("Cache-Control", "private, no-cache");
        });
    }

    private static String tag(Document document, Links links, Request request) {
        Digest filling = Digest.of(List.of(
                links.self(),
                links.bookmark(),
                links.alternate(),
                request.mediaType().text()));
        return "\"" + document.tag() + Long.toHexString(filling.a()) + "\"";
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
