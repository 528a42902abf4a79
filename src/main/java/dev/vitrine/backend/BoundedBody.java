package dev.vitrine.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads the body of an answer, counting from the first byte; runs on the answer's own event loop. */
final class BoundedBody {
    private BoundedBody() {}

    /** The body is longer than allowed. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("the body is longer than allowed", null, false, false);
        }
    }

    /** Returns the whole body; fails as soon as it is known to be too long, whatever its declared length. */
    static Future<Buffer> read(HttpClientResponse response, int maxBytes) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(part -> {
            if (body.length() + part.length() > maxBytes) {
                whole.tryFail(new TooLarge());
            } else {
                body.appendBuffer(part);
            }
        });
        return whole.future();
    }
}
