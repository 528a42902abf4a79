package dev.vitrine.metrics;

import java.util.Map;

/**
 * What had been counted since the start at one moment.
 *
 * @param nanos the moment, by {@link System#nanoTime}
 * @param requests requests that were answered, by what the memory had to do with them
 * @param faults those of them that were answered with 500 or more
 * @param latency how long they took
 * @param services the services behind the gateway, by their names
 */
record MetricsSnapshot(
        long nanos, Map<String, Double> requests, double faults, Histogram latency, Map<String, Service> services) {

    /**
     * Calls to one service.
     *
     * @param errors those that got no answer, or one of 500 or more
     * @param latency how long all of them took
     */
    record Service(double errors, Histogram latency) {
        static final Service NONE = new Service(0, Histogram.NONE);
    }

    MetricsSnapshot {
        requests = Map.copyOf(requests);
        services = Map.copyOf(services);
    }

    double of(String cache) {
        return requests.getOrDefault(cache, 0.0);
    }

    double all() {
        return requests.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    Service service(String name) {
        return services.getOrDefault(name, Service.NONE);
    }
}
