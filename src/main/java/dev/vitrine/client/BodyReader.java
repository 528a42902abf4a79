package dev.vitrine.client;

import io.vertx.core.buffer.Buffer;

/** Reads the body of a response while it arrives, whatever its status. For one call, on the caller's event loop. */
public interface BodyReader {

    /** Takes that the request is sent now, at each try: the time in the queue is over. */
    default void onSent() {}

    /**
     * Takes the next bytes.
     *
     * @return false if they are more than may be held: then the call ends with {@link FailureReason#OVER_BUDGET}, and nothing
     *     more is read
     */
    boolean read(Buffer part);

    /**
     * Begins anew, since the request is sent once more; what has been read so far is of no response that counts.
     *
     * @return false if what has been read cannot be undone: then the request is not sent again
     */
    boolean restart();

    /**
     * Returns whether the body is so long that the time of the call says little about the service's load, as far as it is known
     * by now.
     */
    boolean isLong();
}
