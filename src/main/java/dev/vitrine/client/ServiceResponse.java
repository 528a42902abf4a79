package dev.vitrine.client;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** How a call ended. */
public sealed interface ServiceResponse {
    /** Returns the word for it in the figures, one of a fixed set. */
    String word();

    /** The service answered, with whatever status; the body is whole. */
    record Answered(int status, MultiMap headers, Buffer body) implements ServiceResponse {
        @Override
        public String word() {
            return status >= 100 && status < 600 ? status / 100 + "xx" : "other";
        }

        /** Shows no headers and no body: there may be tokens in them. */
        @Override
        public String toString() {
            return Integer.toString(status);
        }

        /** Returns whether the body is labelled as JSON and not compressed, which nobody asked for. */
        public boolean isJson() {
            String type = headers.get("Content-Type");
            return type != null
                    && type.regionMatches(true, 0, "application/json", 0, 16)
                    && headers.get("Content-Encoding") == null;
        }
    }

    /** There is no answer. */
    record Failed(Cause cause) implements ServiceResponse {
        @Override
        public String word() {
            return cause.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return word();
        }
    }

    /** Why there is no answer. */
    enum Cause {
        /** No connection came to stand: refused, no route, no such host, TLS not agreed. */
        UNREACHABLE,
        /** The connection broke before the head of an answer. */
        RESET,
        /** The answer broke off. */
        BROKEN,
        /** What came is no HTTP: two lengths, a length or status that is no number, a head that is too long. */
        UNREADABLE,
        /** The answer did not come, or not whole, in its time. */
        LATE,
        /** The body was longer than any answer may be. */
        TOO_LARGE,
        /** Too many calls wait already, or it has waited for too long: it was not made. */
        SATURATED,
        /** No address has given answers lately: it was not made. */
        LEFT_OUT
    }
}
