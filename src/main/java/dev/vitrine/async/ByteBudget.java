package dev.vitrine.async;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes that requests hold on the heap: requests that wait, and their bodies, what has been read of a service's
 * response, records that are kept for the next load of a list, the documents that are made of them, and documents whose
 * responses are being written. It is asked before the memory is taken; a request that it refuses gets
 * a 503. No project has more than three quarters of it. One for the process; any thread, the lock is held for nanoseconds.
 */
public final class ByteBudget {
    private final long maxBytes;
    private final long maxProjectBytes;
    private final ProjectShares shares = new ProjectShares();
    private final Map<SharedKey, Shared> sharedObjects = new HashMap<>();
    private long peak;
    private long refusedByShare;
    private long refusedByWhole;

    /** Takes the bytes of all requests together, 1 or more. */
    public ByteBudget(long maxBytes) {
        this.maxBytes = maxBytes;
        this.maxProjectBytes = ProjectShares.share(maxBytes);
    }

    /** Thrown out of code that has no other way to stop, such as a writer in the middle of a document. */
    public static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Has no trace: it is an expected end. */
        ExceededException() {
            super("the byte budget is exceeded", null, false, false);
        }
    }

    /** Each project that holds an object is charged for it: none can fill another's share by holding on to what that has read. */
    private record SharedKey(Object object, String project) {}

    /** An object that some requests of a project hold, and what it is counted as. */
    private static final class Shared {
        private final Reservation bytes;
        private int holders;

        Shared(Reservation bytes) {
            this.bytes = bytes;
        }
    }

    /** Returns a reservation of nothing yet, for a project or what stands for one. */
    public Reservation reserve(String project) {
        return new Reservation(project);
    }

    /**
     * Counts an object once for each project, however many of its requests hold it.
     *
     * @param object what is held; equal to itself alone
     * @param bytes about how many bytes of heap it takes
     * @return what ends the holding; null if the budget refuses it
     */
    public synchronized @Nullable Hold hold(Object object, long bytes, String project) {
        SharedKey key = new SharedKey(object, project);
        Shared shared = sharedObjects.get(key);
        if (shared == null) {
            shared = new Shared(reserve(project));
            if (!shared.bytes.tryAdd(bytes)) {
                return null;
            }
            sharedObjects.put(key, shared);
        }
        shared.holders++;
        return new Hold(key);
    }

    /** Returns how many bytes are held. */
    public long used() {
        return shares.used();
    }

    /** Returns the most bytes that were held at once since the start, 0 or more; what was refused is not counted. */
    public synchronized long peak() {
        return peak;
    }

    /** Returns how many bytes may be held. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns how often a project's share was exceeded. */
    public synchronized long refusedByShare() {
        return refusedByShare;
    }

    /** Returns how often the whole was exceeded. */
    public synchronized long refusedByWhole() {
        return refusedByWhole;
    }

    /** Adds bytes to what a project holds, or takes them away, unless more would be held than may be. */
    private boolean tryAdd(String project, long bytes) {
        if (bytes > 0 && shares.used(project) + bytes > maxProjectBytes) {
            refusedByShare++;
            return false;
        }
        if (bytes > 0 && shares.used() + bytes > maxBytes) {
            refusedByWhole++;
            return false;
        }
        shares.add(project, bytes);
        peak = Math.max(peak, shares.used());
        return true;
    }

    /** Bytes that are counted for one piece of work, until it ends. Any thread. */
    public final class Reservation {
        private final String project;
        private long bytes;
        private boolean isReleased;

        private Reservation(String project) {
            this.project = project;
        }

        /**
         * Counts more bytes, before they are taken.
         *
         * @param more how many; a negative number gives back
         * @return false, and nothing is counted, if the budget refuses them, or if the work has ended
         */
        public boolean tryAdd(long more) {
            synchronized (ByteBudget.this) {
                if (isReleased || !ByteBudget.this.tryAdd(project, more)) {
                    return false;
                }
                bytes += more;
                return true;
            }
        }

        /**
         * Counts more bytes, as {@link #tryAdd}.
         *
         * @throws ExceededException if they are refused
         */
        public void add(long more) {
            if (!tryAdd(more)) {
                throw new ExceededException();
            }
        }

        /** Gives everything back; of no effect when called again. */
        public void release() {
            synchronized (ByteBudget.this) {
                if (!isReleased) {
                    tryAdd(-bytes);
                    isReleased = true;
                }
            }
        }
    }

    /** One holding of an object. Any thread. */
    public final class Hold {
        private final SharedKey key;
        private boolean isReleased;

        private Hold(SharedKey key) {
            this.key = key;
        }

        /** Ends it; with the last one of the project the object is no longer counted. Of no effect when called again. */
        public void release() {
            synchronized (ByteBudget.this) {
                Shared shared = sharedObjects.get(key);
                if (isReleased || shared == null) {
                    return;
                }
                isReleased = true;
                shared.holders--;
                if (shared.holders == 0) {
                    sharedObjects.remove(key);
                    shared.bytes.release();
                }
            }
        }
    }
}
