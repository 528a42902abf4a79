package dev.vitrine.server;

import dev.vitrine.codec.FaultDocument;
import dev.vitrine.codec.MediaType;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Fault;
import dev.vitrine.model.View.Format;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response, without the headers that every response has.
 *
 * @param status the HTTP status
 * @param contentType the body's media type, null where there is no body
 * @param content the content; empty where there is none
 * @param tag the strong entity tag, with which a client may revalidate; null for none
 * @param headers headers of this response only
 * @param cache the cache outcome
 */
public record ApiResponse(
        int status,
        @Nullable String contentType,
        ResponseContent content,
        @Nullable String tag,
        Map<String, String> headers,
        CacheOutcome cache) {
    /** Keeps a copy of the headers. */
    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /** Returns a 200 with a document. */
    public static ApiResponse document(MediaType type, ResponseContent content) {
        return new ApiResponse(200, type.text(), content, null, Map.of(), CacheOutcome.BYPASS);
    }

    /** Returns a response of any status with a body. */
    public static ApiResponse whole(int status, String contentType, byte[] body) {
        return new ApiResponse(status, contentType, ResponseContent.of(body), null, Map.of(), CacheOutcome.BYPASS);
    }

    /** Returns a 204. */
    public static ApiResponse nothing() {
        return bodiless(204);
    }

    /** Returns a 304. */
    public static ApiResponse notModified() {
        return bodiless(304);
    }

    private static ApiResponse bodiless(int status) {
        return new ApiResponse(status, null, ResponseContent.NONE, null, Map.of(), CacheOutcome.BYPASS);
    }

    /** Returns a fault in the client's format. */
    public static ApiResponse fault(Fault fault, Format format) {
        // A 401 in JSON is keystonemiddleware's document, not Nova's, and was never labelled with a charset.
        String type =
                fault.status() == 401 && format == Format.JSON ? MediaType.JSON.text() : MediaType.ofFault(format);
        ApiResponse response = whole(fault.status(), type, FaultDocument.of(fault, format));
        return fault.retryAfterSeconds() == null
                ? response
                : response.with("Retry-After", fault.retryAfterSeconds().toString());
    }

    /** Returns a fault in this response's place: in its format, and with the headers that any response to the request has. */
    ApiResponse replacedBy(Fault fault) {
        boolean isXml = contentType != null && contentType.endsWith("xml");
        ApiResponse replaced = fault(fault, isXml ? Format.XML : Format.JSON).withCacheOutcome(cache);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            replaced = replaced.with(header.getKey(), header.getValue());
        }
        return replaced;
    }

    /** Returns this response with one header more. */
    public ApiResponse with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new ApiResponse(status, contentType, content, tag, more, cache);
    }

    /** Returns this response with an entity tag; without one for null. */
    public ApiResponse tagged(@Nullable String entityTag) {
        return new ApiResponse(status, contentType, content, entityTag, headers, cache);
    }

    /** Returns this response with its cache outcome. */
    public ApiResponse withCacheOutcome(CacheOutcome outcome) {
        return new ApiResponse(status, contentType, content, tag, headers, outcome);
    }
}
