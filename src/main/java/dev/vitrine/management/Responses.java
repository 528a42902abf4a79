package dev.vitrine.management;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes complete responses of the management listener, and is its failure handler. */
final class Responses {
    static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private Responses() {}

    /** Responds with plain text. */
    static void text(RoutingContext context, int status, String text) {
        send(context.response(), status, TEXT, text);
    }

    /** Responds with a JSON document and a line feed, for terminals. */
    static void json(RoutingContext context, int status, Object document) {
        send(context.response(), status, JSON, document + "\n");
    }

    /** Responds with 405; {@code allow} is the value of the header field, such as {@code GET, HEAD}. */
    static void methodNotAllowed(RoutingContext context, String allow) {
        context.response().putHeader("Allow", allow);
        text(context, 405, "Only " + allow.replace(", ", " and ") + ".\n");
    }

    /** Responds, unless the response has ended or the connection is closed; completes when it is sent. */
    static Future<Void> send(HttpServerResponse response, int status, String type, String body) {
        return send(response, status, type, Buffer.buffer(body));
    }

    /** As the other. */
    static Future<Void> send(HttpServerResponse response, int status, String type, Buffer body) {
        return response.ended() || response.closed()
                ? Future.succeededFuture()
                : response.setStatusCode(status)
                        .putHeader("Content-Type", type)
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .end(body);
    }

    /**
     * The failure handler: a client error of the platform's keeps its status; anything else is logged with its cause, and
     * the client gets a 500 without details. A response that has begun is reset.
     */
    static void failure(RoutingContext context) {
        int status = context.statusCode();
        if (status >= 400 && status < 500) {
            text(context, status, "The request is not valid.\n");
            return;
        }
        LOG.error(
                "management request failed: {} {}",
                context.request().method(),
                context.request().path(),
                context.failure());
        if (context.response().headWritten() && !context.response().ended()) {
            context.response().reset();
        } else {
            text(context, 500, "Internal error; see the log of the gateway.\n");
        }
    }
}
