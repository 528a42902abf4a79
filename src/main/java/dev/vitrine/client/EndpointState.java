package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How calls to an endpoint ended.
 *
 * @param address the endpoint's URL
 * @param isEjected whether its circuit breaker is open
 * @param failure how calls have failed since the last one that was answered; null if that was the last one
 * @param clockOffset by how much its clock is ahead of this machine's; null while no response has told
 */
public record EndpointState(
        String address,
        boolean isEjected,
        @Nullable EndpointFailure failure,
        @Nullable Duration clockOffset) {
    /** Counts the end of a try of a call if it is a failure of the endpoint: what has no action is none. */
    static void record(Metrics metrics, String service, Endpoint endpoint, ServiceResponse response) {
        if (response instanceof Answered answered && answered.status() >= 500) {
            metrics.recordFailure(service, endpoint.toString(), answered.status());
        } else if (response instanceof Failed failed
                && !failed.reason().action().isEmpty()) {
            metrics.recordFailure(service, endpoint.toString(), failed.reason().label());
        }
    }

    /**
     * How calls have failed since the last one that was answered.
     *
     * @param cause the last failure's cause in one word, one of a fixed set: that of a metric's label, or {@code status_503}
     * @param text the last failure's cause and address, as the log has it
     * @param action what an operator can do about it
     * @param since when the first of these calls ended
     */
    public record EndpointFailure(String cause, String text, String action, Instant since) {
        /** Returns the failure after a further call; what says nothing of the endpoint changes nothing. */
        static @Nullable EndpointFailure after(@Nullable EndpointFailure before, ServiceResponse response) {
            if (response instanceof Failed failed) {
                return failed.reason().action().isEmpty()
                        ? before
                        : new EndpointFailure(
                                failed.reason().label(),
                                failed.detail(),
                                failed.reason().action(),
                                since(before));
            }
            return EndpointSelector.isFailure(response)
                    ? new EndpointFailure(
                            "status_" + response,
                            "status " + response,
                            "It, or a proxy before it, is overloaded or down.",
                            since(before))
                    : null;
        }

        private static Instant since(@Nullable EndpointFailure before) {
            return before == null ? Instant.now() : before.since;
        }
    }
}
