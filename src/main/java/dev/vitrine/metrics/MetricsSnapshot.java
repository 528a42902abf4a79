package dev.vitrine.metrics;

import java.util.Map;

/**
 * Totals since the start, at one moment.
 *
 * @param nanos the moment, by {@link System#nanoTime}
 * @param requests requests that were answered, by cache outcome
 * @param lists those of them that asked for a list, by cache outcome
 * @param faults those answered with 500 or more
 * @param latency histogram of their latencies
 * @param lag histogram of how late event loops were
 * @param services the services behind the gateway, by name
 */
record MetricsSnapshot(
        long nanos,
        Map<String, Double> requests,
        Map<String, Double> lists,
        double faults,
        Histogram latency,
        Histogram lag,
        Map<String, Service> services) {

    /**
     * Calls to one service.
     *
     * @param calls calls whose end says something of the service: without those that were rejected, whose clients were gone, or
     *     that exceeded the byte budget
     * @param errors those of them without a response, or with one of 500 or more
     * @param rejected calls that were not made, since too many waited already
     * @param latency histogram of the latencies of all of these; one for all outcomes
     */
    record Service(double calls, double errors, double rejected, Histogram latency) {
        static final Service NONE = new Service(0, 0, 0, Histogram.NONE);

        /** Adds the calls with another outcome, whose latencies are in the same histogram. */
        Service plus(Service other) {
            return new Service(calls + other.calls, errors + other.errors, rejected + other.rejected, latency);
        }
    }

    MetricsSnapshot {
        requests = Map.copyOf(requests);
        lists = Map.copyOf(lists);
        services = Map.copyOf(services);
    }

    /** Returns the number of requests with this cache outcome. */
    double of(String outcome) {
        return requests.getOrDefault(outcome, 0.0);
    }

    /** Returns the number of requests for a list with this cache outcome. */
    double ofLists(String outcome) {
        return lists.getOrDefault(outcome, 0.0);
    }

    double all() {
        return requests.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    Service service(String name) {
        return services.getOrDefault(name, Service.NONE);
    }
}
