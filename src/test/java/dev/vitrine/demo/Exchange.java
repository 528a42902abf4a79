package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A request over a socket, sent by a client that shares no code with the server. */
record Exchange(HttpResponse<String> response) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sends a request; {@code headers} are alternating names and values, at least one pair. */
    static Exchange of(String method, String url, String body, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .headers(headers)
                .build();
        return new Exchange(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
        return DemoJson.read(Buffer.buffer(response.body()));
    }
}
