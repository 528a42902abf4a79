package dev.vitrine.status;

import dev.vitrine.metrics.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the gateway at one moment.
 *
 * @param at the moment
 * @param unready why a load balancer should send no requests here; empty if the gateway is ready
 * @param login why the gateway's own user cannot validate tokens; null if it can, or if there is none
 * @param notifications the status of the notification feed if it is not live; null if it is, or if there is none
 * @param catalog what is wrong with Keystone's catalogue while a former endpoint is called; null if nothing
 * @param sample requests and calls since the observation before
 * @param endpoints the endpoints of all services that are called
 * @param machine the machine and the process
 * @param certificateEnd when the first certificate of the listener's chain ends that ends; null without TLS
 * @param lostLines why lines of the log could not be written; empty if that is not known
 */
public record Observation(
        Instant at,
        List<String> unready,
        @Nullable Fault login,
        @Nullable Fault notifications,
        @Nullable String catalog,
        History.Sample sample,
        List<Endpoint> endpoints,
        Machine machine,
        @Nullable Instant certificateEnd,
        String lostLines) {
    /** Copies the collections. */
    public Observation {
        unready = List.copyOf(unready);
        endpoints = List.copyOf(endpoints);
    }

    /**
     * Something that does not work.
     *
     * @param cause why, in one word of a fixed set
     * @param text what, one clause with its cause and address
     * @param action what to do about it; may be empty
     */
    public record Fault(String cause, String text, String action) {}

    /**
     * An endpoint of a service.
     *
     * @param service the service's name
     * @param address its URL as configured
     * @param cause why the last call failed, in one word of a fixed set; empty if it did not
     * @param failure what went wrong with the last call, with its cause; null if it was answered, or if there was none
     * @param action what to do about that; empty if nothing is known
     * @param isEjected whether its circuit breaker is open
     * @param since when the first of the calls failed that have failed since the last answer; null without a failure
     * @param clockOffset by how much its clock is ahead of this machine's; null if unknown
     */
    public record Endpoint(
            String service,
            String address,
            String cause,
            @Nullable String failure,
            String action,
            boolean isEjected,
            @Nullable Instant since,
            @Nullable Duration clockOffset) {}

    /**
     * The machine and the process.
     *
     * @param cpu part of the machine's CPU time that is used, 0 to 1; NaN if unknown
     * @param heap part of the heap that was in use after the last collection, 0 to 1
     */
    public record Machine(double cpu, double heap) {}
}
