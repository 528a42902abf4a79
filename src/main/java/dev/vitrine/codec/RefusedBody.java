package dev.vitrine.codec;

import dev.vitrine.model.Fault;

/** Ends the reading of a request's body; it never leaves {@link MetadataBody}, which returns the fault as a value. */
final class RefusedBody extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Fault fault;

    RefusedBody(Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    /** Refuses with 400 and this text. */
    static RefusedBody because(String message) {
        return new RefusedBody(Fault.badRequest(message));
    }

    /** Refuses what cannot be decoded, or not safely, in Nova's words. */
    static RefusedBody malformed() {
        return because("Malformed request body");
    }

    /** Returns what the client is told. */
    Fault fault() {
        return fault;
    }
}
