package dev.vitrine.server;

import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.netty.ClientConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The content of a response: a document, what fills its placeholders, and an end behind it. Its bytes are made when they are
 * written. Long content is made and written part by part, the next part when the last one has left the gateway: a response
 * so has one part in RAM beside the document, which all responses that are made of it share. Immutable; any thread.
 */
public final class ResponseContent {
    private static final byte[] NOTHING = {};

    /** No content. */
    static final ResponseContent NONE = of(NOTHING);

    private final @Nullable ResponseTemplate document;
    private final Links links;

    /** What stands behind the document; all of the content if there is none. */
    private final byte[] end;

    private final int length;

    private ResponseContent(@Nullable ResponseTemplate document, Links links, byte[] end) {
        this.document = document;
        this.links = links;
        this.end = end;
        this.length = (document == null ? 0 : document.length(links)) + end.length;
    }

    /** Returns short content that is whole; not to be changed afterwards. */
    public static ResponseContent of(byte[] whole) {
        return new ResponseContent(null, Links.NONE, whole);
    }

    /** Returns a document with its placeholders filled. */
    public static ResponseContent of(ResponseTemplate document, Links links) {
        return of(document, links, NOTHING);
    }

    /** Returns a document with its placeholders filled and an end behind it, which is not to be changed afterwards. */
    public static ResponseContent of(ResponseTemplate document, Links links, byte[] end) {
        return new ResponseContent(document, links, end);
    }

    /** Returns how many bytes it has. */
    public int length() {
        return length;
    }

    /** Returns the document that it is long for, which is held in RAM until the response is written; null if it is short. */
    @Nullable
    ResponseTemplate longDocument() {
        return document != null && document.parts() > 1 ? document : null;
    }

    /** Returns all of it in one buffer: for content that is short. */
    public Buffer whole() {
        if (document == null) {
            return Buffer.buffer(end);
        }
        Buffer whole = Buffer.buffer(length);
        for (int i = 0; i < document.parts(); i++) {
            whole.appendBytes(part(document, i));
        }
        return whole;
    }

    private byte[] part(ResponseTemplate template, int index) {
        boolean isLast = index == template.parts() - 1;
        byte[] part = template.part(index, links, isLast ? end.length : 0);
        if (isLast) {
            System.arraycopy(end, 0, part, part.length - end.length, end.length);
        }
        return part;
    }

    /**
     * Writes it and ends the response.
     *
     * @param connection counts what is unsent of HTTP/2 responses; null for HTTP/1, whose channel is asked
     * @return when it has left the gateway; fails if it does not
     */
    Future<Void> write(HttpServerResponse response, @Nullable ClientConnection connection) {
        if (length == 0) {
            return counted(response.end(), 0, connection);
        }
        ResponseTemplate template = longDocument();
        if (template == null) {
            Buffer buffer = document == null ? Buffer.buffer(end) : Buffer.buffer(part(document, 0));
            return counted(response.end(buffer), buffer.length(), connection);
        }
        Promise<Void> written = Promise.promise();
        writeFrom(0, template, response, connection, written);
        return written.future();
    }

    private void writeFrom(
            int index,
            ResponseTemplate template,
            HttpServerResponse response,
            @Nullable ClientConnection connection,
            Promise<Void> written) {
        if (response.closed()) {
            written.tryFail("the client has gone");
            return;
        }
        boolean isLast = index == template.parts() - 1;
        writtenPart(index, template, response, connection).onComplete(end -> {
            if (end.failed()) {
                written.tryFail(end.cause());
            } else if (isLast) {
                written.tryComplete();
            } else {
                writeFrom(index + 1, template, response, connection, written);
            }
        });
    }

    /** The platform reports a response that was closed in between in either way. */
    private Future<Void> writtenPart(
            int index, ResponseTemplate template, HttpServerResponse response, @Nullable ClientConnection connection) {
        try {
            Buffer part = Buffer.buffer(part(template, index));
            boolean isLast = index == template.parts() - 1;
            return counted(isLast ? response.end(part) : response.write(part), part.length(), connection);
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    private static Future<Void> counted(Future<Void> sent, int bytes, @Nullable ClientConnection connection) {
        if (connection != null) {
            connection.responseStarted(sent, bytes);
        }
        return sent;
    }
}
