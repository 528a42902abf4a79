package dev.vitrine.codec.metadata;

import dev.vitrine.model.Fault;

/** A request body that cannot be accepted. Only {@link MetadataBody} catches it, and returns its fault as a value. */
final class InvalidBodyException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Fault fault;
    private final boolean isBeforeProjectCheck;

    private InvalidBodyException(Fault fault, boolean isBeforeProjectCheck) {
        super(fault.message(), null, false, false);
        this.fault = fault;
        this.isBeforeProjectCheck = isBeforeProjectCheck;
    }

    /** Returns an exception for a 400 with this message. */
    static InvalidBodyException badRequest(String message) {
        return new InvalidBodyException(Fault.badRequest(message), false);
    }

    /** Returns an exception for a body that cannot be decoded, or not safely, with Nova's message. */
    static InvalidBodyException malformed() {
        return new InvalidBodyException(Fault.badRequest("Malformed request body"), true);
    }

    /** Returns an exception for a media type, or a charset, that is not supported. */
    static InvalidBodyException unsupportedType() {
        return new InvalidBodyException(Fault.of(415, "Unsupported Content-Type"), true);
    }

    /** Returns what {@link MetadataOutcome.Refused#isBeforeProjectCheck} says. */
    boolean isBeforeProjectCheck() {
        return isBeforeProjectCheck;
    }

    /** Returns the fault to answer with. */
    Fault fault() {
        return fault;
    }
}
