package dev.vitrine.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response, bounded: a codec that is its own stream, for one exchange, on the event loop of its caller.
 *
 * <p>The caller hears at once that a body is too long, or that its time is over. What still comes is discarded, up to twice
 * as many bytes as the body may have, so that a connection stays usable after a body that was somewhat too long. Then, or after a
 * timeout at once, the codec says that its queue is full: the client stops reading, and its idle timeout closes the
 * connection. A codec that fails instead has the client read on for as long as the service sends.
 */
final class ResponseBody implements BodyCodec<Buffer>, BodyStream<Buffer> {
    /** What is kept of a body that a reader reads: a codec does not know the status, and errors are explained in few words. */
    private static final int KEPT_BYTES = 64 << 10;

    private static final Future<Void> WRITTEN = Future.succeededFuture();

    private final int maxBytes;
    private @Nullable BodyReader reader;
    private final Consumer<FailureReason> onStopped;
    private final Promise<Buffer> result = Promise.promise();
    private Buffer kept = Buffer.buffer();
    private boolean isCopied;
    private boolean isStopped;
    private long bytes;
    private long lastNanos;
    private volatile boolean hasBegun;
    private volatile boolean isAbandoned;

    /**
     * Keeps the whole body, or hands it to the reader.
     *
     * @param onStopped called once, when the body is known to be longer than {@code maxBytes} or than the reader may hold
     */
    ResponseBody(int maxBytes, @Nullable BodyReader reader, Consumer<FailureReason> onStopped) {
        this.maxBytes = maxBytes;
        this.reader = reader;
        this.onStopped = onStopped;
    }

    /** Returns whether the head of the response has come. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Returns for how long nothing of the response has come. */
    long idleNanos() {
        return System.nanoTime() - lastNanos;
    }

    /** Returns what has been kept of the body. */
    Buffer content() {
        return kept;
    }

    /** The caller does not wait for the body any more. */
    void abandon() {
        isAbandoned = true;
        drop();
    }

    /** The connection may live on for a while: what has been read must not live as long. */
    private void drop() {
        kept = Buffer.buffer();
        reader = null;
    }

    @Override
    public BodyStream<Buffer> stream() {
        hasBegun = true;
        lastNanos = System.nanoTime();
        return this;
    }

    @Override
    public Future<Void> write(Buffer part) {
        bytes += part.length();
        lastNanos = System.nanoTime();
        if (isAbandoned || isStopped) {
            return WRITTEN;
        }
        if (bytes > maxBytes) {
            stop(FailureReason.TOO_LARGE);
        } else if (!take(part)) {
            stop(FailureReason.OVER_BUDGET);
        }
        return WRITTEN;
    }

    private void stop(FailureReason reason) {
        isStopped = true;
        drop();
        onStopped.accept(reason);
    }

    /** Returns false if the reader may hold no more. */
    private boolean take(Buffer part) {
        BodyReader to = reader;
        if (to == null) {
            append(part);
            return true;
        }
        int room = KEPT_BYTES - kept.length();
        if (room > 0) {
            append(part.length() > room ? part.slice(0, room) : part);
        }
        return to.read(part);
    }

    /** Most bodies come in one part, which need not be copied. */
    private void append(Buffer part) {
        if (kept.length() == 0) {
            kept = part;
            return;
        }
        if (!isCopied) {
            kept = Buffer.buffer(2 * (kept.length() + part.length())).appendBuffer(kept);
            isCopied = true;
        }
        kept.appendBuffer(part);
    }

    @Override
    public boolean writeQueueFull() {
        return isAbandoned || bytes > 2L * maxBytes;
    }

    @Override
    public Future<Void> end() {
        result.tryComplete(kept);
        return WRITTEN;
    }

    @Override
    public Future<Buffer> result() {
        return result.future();
    }

    @Override
    public void handle(Throwable failure) {
        result.tryFail(failure);
    }

    @Override
    public ResponseBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public ResponseBody setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    /** The queue never drains. */
    @Override
    public ResponseBody drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
