package dev.vitrine.management;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers that are whole when they are begun. */
final class Responses {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    private Responses() {}

    /** Answers with words. */
    static void answer(HttpServerRequest request, int status, String words) {
        answer(request, status, TEXT, words);
    }

    /** Answers with a document, a line end behind it for those who read it on a terminal. */
    static void json(HttpServerRequest request, int status, Object document) {
        answer(request, status, JSON, document + "\n");
    }

    /** Answers that there is no such thing, or that nothing like this can be done with it. */
    static void notAllowed(HttpServerRequest request, String methods) {
        request.response().putHeader("Allow", methods);
        answer(request, 405, "Only " + methods.replace(", ", " and ") + ".\n");
    }

    static void answer(HttpServerRequest request, int status, String type, String body) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(body);
        }
    }
}
