package dev.vitrine.identity;

import org.jspecify.annotations.Nullable;

/**
 * Where a request is in a distributed trace (W3C Trace Context): what the calls on its behalf belong to. Any thread.
 *
 * <p>While the gateway makes no spans, it is what the client sent.
 */
@FunctionalInterface
public interface TraceContext {
    /** The name of the header. */
    String HEADER = "traceparent";

    /** Returns a value of {@code traceparent}, version 00: the trace, the span that calls belong to, and whether it is sampled. */
    String traceParent();

    /** Returns the trace's id: 32 hexadecimal digits. */
    default String traceId() {
        return traceParent().substring(3, 35);
    }

    /** Returns whether the trace is sampled: whether someone may look for it. */
    default boolean isSampled() {
        return (Character.digit(traceParent().charAt(54), 16) & 1) == 1;
    }

    /** Returns the id of the gateway's own span of the request, 16 hexadecimal digits; null if it makes none. */
    default @Nullable String spanId() {
        return null;
    }

    /**
     * Takes that the request waits for a load, by then in progress, that another request began.
     *
     * @param load the other request's
     */
    default void joined(TraceContext load) {}
}
