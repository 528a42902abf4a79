package dev.vitrine.api;

import dev.vitrine.model.Fault;
import java.util.Map;

/** Ends the handling of a request with a fault, which {@link FaultHandler} writes in the client's format. */
final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Check check;
    private final transient Fault fault;
    private final transient Map<String, String> headers;

    FaultException(Check check, Fault fault) {
        this(check, fault, Map.of());
    }

    /** Takes headers of the response beside those that every fault has. */
    FaultException(Check check, Fault fault, Map<String, String> headers) {
        super(fault.message(), null, false, false);
        this.check = check;
        this.fault = fault;
        this.headers = headers;
    }

    /** Closes the connection: the rest of the body is not read to its end. */
    static FaultException closing(Check check, Fault fault) {
        return new FaultException(check, fault, Map.of("Connection", "close"));
    }

    Check check() {
        return check;
    }

    Fault fault() {
        return fault;
    }

    Map<String, String> headers() {
        return headers;
    }
}
