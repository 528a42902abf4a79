package dev.vitrine.codec;

import dev.vitrine.model.Fault;

/** Ends the reading of a request's body; it never leaves {@link MetadataBody}, which returns the fault as a value. */
final class RefusedBody extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Fault fault;
    private final boolean isMalformed;

    private RefusedBody(Fault fault, boolean isMalformed) {
        super(fault.message(), null, false, false);
        this.fault = fault;
        this.isMalformed = isMalformed;
    }

    /** Refuses with 400 and this text. */
    static RefusedBody because(String message) {
        return new RefusedBody(Fault.badRequest(message), false);
    }

    /** Refuses what cannot be decoded, or not safely, in Nova's words. */
    static RefusedBody malformed() {
        return new RefusedBody(Fault.badRequest("Malformed request body"), true);
    }

    /** Refuses a media type, or a charset, that is not read. */
    static RefusedBody unsupported() {
        return new RefusedBody(Fault.of(415, "Unsupported Content-Type"), true);
    }

    /** Returns whether the body cannot be parsed at all. */
    boolean isMalformed() {
        return isMalformed;
    }

    /** Returns what the client is told. */
    Fault fault() {
        return fault;
    }
}
