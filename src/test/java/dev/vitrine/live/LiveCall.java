package dev.vitrine.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to Keystone or Glance. Both answer errors in HTML to who does not ask for JSON, so each asks for it. */
record LiveCall(String method, String path, Map<String, String> headers, BodyPublisher body, Duration limit) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A request without a body; without a token if that is null. */
    static LiveCall of(String method, String path, @Nullable String token) {
        LiveCall call =
                new LiveCall(method, path, Map.of("Accept", "application/json"), BodyPublishers.noBody(), LIMIT);
        return token == null ? call : call.with("X-Auth-Token", token);
    }

    LiveCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new LiveCall(method, path, more, body, limit);
    }

    LiveCall within(Duration newLimit) {
        return new LiveCall(method, path, headers, body, newLimit);
    }

    LiveCall sending(String contentType, byte[] bytes) {
        return new LiveCall(method, path, headers, BodyPublishers.ofByteArray(bytes), limit)
                .with("Content-Type", contentType);
    }

    /** The same call with this object, or tree, as its JSON body. */
    LiveCall sending(Object object) {
        try {
            return sending("application/json", JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the request is idempotent. */
    boolean isReading() {
        return method.equals("GET") || method.equals("HEAD");
    }

    HttpRequest request(String base) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        headers.forEach(request::header);
        return request.method(method, body).build();
    }
}
