package dev.vitrine.api;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.model.Links;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One image.
 *
 * <p>Its answer has a strong entity tag, made of the document and of what fills its holes, so that a client may ask
 * whether anything has changed (RFC 9110 sections 8.8.3 and 13.1.2). Nova has none; who does not ask sees no difference.
 */
final class ShowImageHandler {
    private static final HexFormat HEX = HexFormat.of();

    private final ImageCache images;

    ShowImageHandler(ImageCache images) {
        this.images = images;
    }

    Future<ApiResponse> answer(Request request, CachedImage image, Links links) {
        return images.document(image, request.view()).map(document -> shown(request, document, links));
    }

    /** Returns the answer that shows a document, or says that the client has it. */
    static ApiResponse shown(Request request, ResponseTemplate document, Links links) {
        String tag = tag(document, links, request);
        ApiResponse answer = matches(request.exchange().header(HttpHeaders.IF_NONE_MATCH), tag)
                ? ApiResponse.notModified()
                : request.document(document.fill(links));
        return answer.tagged(tag);
    }

    /** Of the document its digest; of what an answer to the same request adds to it, a checksum will do. */
    private static String tag(ResponseTemplate document, Links links, Request request) {
        long rest = ((long) request.mediaType().text().hashCode() << 32) ^ links.checksum();
        return "\"" + HEX.toHexDigits(document.tag()) + HEX.toHexDigits(rest) + "\"";
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
