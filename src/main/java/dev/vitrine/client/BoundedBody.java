package dev.vitrine.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Reads a body, counting from the first byte; runs on the event loop of the request or answer that has it. */
public final class BoundedBody {
    private BoundedBody() {}

    /** The body is longer than allowed. */
    public static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("the body is longer than allowed", null, false, false);
        }
    }

    /** Returns the whole body; fails as soon as it is known to be too long, whatever its declared length. */
    public static Future<Buffer> read(ReadStream<Buffer> body, int maxBytes) {
        Buffer whole = Buffer.buffer();
        return stream(body, maxBytes, whole::appendBuffer).map(whole);
    }

    /** Hands on the body in parts, and returns an empty buffer at its end; fails as {@link #read} does. */
    public static Future<Buffer> stream(ReadStream<Buffer> body, int maxBytes, Handler<Buffer> parts) {
        Promise<Buffer> end = Promise.promise();
        int[] bytes = {0};
        body.exceptionHandler(end::tryFail);
        body.endHandler(done -> end.tryComplete(Buffer.buffer()));
        body.handler(part -> {
            bytes[0] += part.length();
            if (bytes[0] > maxBytes) {
                end.tryFail(new TooLarge());
            } else {
                parts.handle(part);
            }
        });
        return end.future();
    }
}
