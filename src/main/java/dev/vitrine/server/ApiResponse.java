package dev.vitrine.server;

import dev.vitrine.codec.FaultDocument;
import dev.vitrine.codec.MediaType;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client gets back, but for the headers that every answer has.
 *
 * @param status the HTTP status
 * @param contentType the body's media type, null where there is no body
 * @param body the whole body, not to be changed
 * @param tag the strong entity tag of what is shown, null if it has none; who has one may ask whether it is still good
 * @param headers headers of this answer
 * @param cache what the memory had to do with it
 */
public record ApiResponse(
        int status,
        @Nullable String contentType,
        Buffer body,
        @Nullable String tag,
        Map<String, String> headers,
        CacheOutcome cache) {
    /** Keeps a copy of the headers. */
    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /** Returns a 200 with a document. */
    public static ApiResponse document(MediaType type, byte[] body) {
        return whole(200, type.text(), body);
    }

    /** Returns an answer of any status with a body. */
    public static ApiResponse whole(int status, String contentType, byte[] body) {
        return new ApiResponse(status, contentType, Buffer.buffer(body), null, Map.of(), CacheOutcome.BYPASS);
    }

    /** Returns a 204. */
    public static ApiResponse nothing() {
        return bodiless(204);
    }

    /** Returns a 304: what the client has is what there is. */
    public static ApiResponse notModified() {
        return bodiless(304);
    }

    private static ApiResponse bodiless(int status) {
        return new ApiResponse(status, null, Buffer.buffer(), null, Map.of(), CacheOutcome.BYPASS);
    }

    /** Returns a fault in the client's format. */
    public static ApiResponse fault(Fault fault, Format format) {
        // A 401 in JSON is keystonemiddleware's document, not Nova's, and was never labelled with a charset.
        String type =
                fault.status() == 401 && format == Format.JSON ? MediaType.JSON.text() : MediaType.ofFault(format);
        ApiResponse answer = whole(fault.status(), type, FaultDocument.of(fault, format));
        return fault.retryAfterSeconds() == null
                ? answer
                : answer.with("Retry-After", fault.retryAfterSeconds().toString());
    }

    /** Returns this answer with one header more. */
    public ApiResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiResponse(status, contentType, body, tag, more, cache);
    }

    /** Returns this answer with an entity tag. */
    public ApiResponse tagged(String entityTag) {
        return new ApiResponse(status, contentType, body, entityTag, headers, cache);
    }

    /** Returns this answer with the word for where it came from. */
    public ApiResponse from(CacheOutcome outcome) {
        return new ApiResponse(status, contentType, body, tag, headers, outcome);
    }
}
