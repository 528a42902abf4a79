package dev.vitrine.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of one server: plain requests, and requests that are expected to succeed. */
final class LiveHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TRIES = 6;
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final String base;
    private volatile HttpClient client = newClient();

    LiveHttp(String base) {
        this.base = base;
    }

    /** The server's address, without a slash at the end. */
    String base() {
        return base;
    }

    /** Drops the connections kept to a server that is gone: a write on one of them would fail, unlike a first try. */
    void forgetConnections() {
        client = newClient();
    }

    /** The server's answer, whatever it is. */
    HttpResponse<String> answer(LiveCall call) {
        try {
            return client.send(call.request(base), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(call.method() + " " + base + call.path() + ": " + e, e);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }

    /**
     * The answer to a request that must succeed. A write that meets 500 is tried again: sqlite has one writer at a
     * time, and both servers give up at once when they meet another.
     *
     * @throws IllegalStateException with the answer, if its status is not 2xx
     */
    HttpResponse<String> success(LiveCall call) {
        HttpResponse<String> answer = answer(call);
        for (int i = 1; i < TRIES && answer.statusCode() == 500 && !call.isReading(); i++) {
            LiveWait.pause(PAUSE);
            answer = answer(call);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(call.method() + " " + base + call.path() + ": " + answer.statusCode() + " "
                    + answer.body() + " (expected: 2xx)");
        }
        return answer;
    }

    /** The body of a {@linkplain #success successful} answer; a missing node if it is empty. */
    JsonNode json(LiveCall call) {
        String body = success(call).body();
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True if the server answers this path with 200, and within the limit. */
    boolean isAnswering(String path, Duration limit) {
        try {
            return answer(LiveCall.of("GET", path, null).within(limit)).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }
}
