package dev.vitrine.management;

import static java.util.stream.Collectors.groupingBy;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.RecentFaults;
import dev.vitrine.metrics.TopImages;
import dev.vitrine.status.Observation.Endpoint;
import dev.vitrine.status.Status;
import dev.vitrine.status.StatusService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON documents of the dashboard's events; short field names, since the history has hundreds of samples. */
final class EventJson {
    /** Of one service: what fits beside each other. */
    private static final int MAX_ENDPOINTS = 16;

    private EventJson() {}

    static JsonArray samples(List<History.Sample> samples) {
        JsonArray array = new JsonArray();
        samples.forEach(sample -> array.add(sample(sample)));
        return array;
    }

    static JsonObject sample(History.Sample sample) {
        JsonObject services = new JsonObject();
        sample.services()
                .forEach((name, service) -> services.put(
                        name,
                        new JsonObject()
                                .put("rate", number(service.rate() + service.rejected()))
                                .put("errors", number(service.errors() + service.rejected()))
                                .put("p50", number(service.p50()))
                                .put("p95", number(service.p95()))));
        JsonObject outcomes = new JsonObject();
        sample.outcomes().forEach((kind, rates) -> outcomes.put(kind, numbers(rates)));
        return new JsonObject()
                .put("at", sample.atMillis())
                .put("rate", number(sample.rate()))
                .put("faults", number(sample.faults()))
                .put("p50", number(sample.p50()))
                .put("p95", number(sample.p95()))
                .put("p99", number(sample.p99()))
                .put("hit_ratio", number(sample.hitRatio()))
                .put("coalesced", number(sample.coalesced()))
                .put("lag", number(sample.loopLag()))
                .put("outcomes", outcomes)
                .put("services", services)
                .put("gauges", numbers(sample.gauges()));
    }

    private static JsonObject numbers(Map<String, Double> values) {
        JsonObject numbers = new JsonObject();
        values.forEach((name, value) -> numbers.put(name, number(value)));
        return numbers;
    }

    static JsonObject state(
            StatusService status,
            String address,
            List<TopImages.TopImage> topImages,
            List<RecentFaults.RecentFault> recentFaults) {
        JsonArray images = new JsonArray();
        topImages.forEach(image ->
                images.add(new JsonObject().put("id", image.id().text()).put("share", number(image.share()))));
        JsonArray faults = new JsonArray();
        recentFaults.forEach(fault -> faults.add(new JsonObject()
                .put("at", fault.atMillis())
                .put("id", fault.requestId())
                .put("route", fault.route())
                .put("status", fault.status())
                .put("cache", fault.cache())
                .put("seconds", fault.nanos() / 1e9)));
        return new JsonObject()
                .put("address", address)
                .put("status", StatusHandler.document(status))
                .put("periods", StatusHandler.periods(last(status.periods())))
                .put("services", services(status.endpoints()))
                .put("top_images", images)
                .put("faults", faults);
    }

    private static JsonObject services(List<Endpoint> endpoints) {
        JsonObject services = new JsonObject();
        endpoints.stream().collect(groupingBy(Endpoint::service)).forEach((service, all) -> {
            JsonArray addresses = new JsonArray();
            all.stream().limit(MAX_ENDPOINTS).forEach(each -> addresses.add(endpoint(each)));
            services.put(service, new JsonObject().put("size", all.size()).put("endpoints", addresses));
        });
        return services;
    }

    private static JsonObject endpoint(Endpoint endpoint) {
        return new JsonObject()
                .put("address", endpoint.address())
                .put("failure", endpoint.failure())
                .put("ejected", endpoint.isEjected());
    }

    /** The last period goes on, and the one before may have ended since the event before. */
    private static List<Status> last(List<Status> periods) {
        return periods.subList(Math.max(0, periods.size() - 2), periods.size());
    }

    /** Rounds to six decimals; null for what JSON has no number for. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null;
    }
}
