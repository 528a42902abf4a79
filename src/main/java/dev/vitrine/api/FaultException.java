package dev.vitrine.api;

import dev.vitrine.model.Fault;
import java.util.Map;

/** Ends the handling of a request with a fault, which {@link FaultHandler} writes in the client's format. */
final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Fault fault;
    private final transient Map<String, String> headers;

    FaultException(Fault fault) {
        this(fault, Map.of());
    }

    /** Takes headers of the response beside those that every fault has. */
    FaultException(Fault fault, Map<String, String> headers) {
        super(fault.message(), null, false, false);
        this.fault = fault;
        this.headers = headers;
    }

    /** Closes the connection: the rest of the body is not read to its end. */
    static FaultException closing(Fault fault) {
        return new FaultException(fault, Map.of("Connection", "close"));
    }

    Fault fault() {
        return fault;
    }

    Map<String, String> headers() {
        return headers;
    }
}
