package dev.vitrine.management;

import dev.vitrine.metrics.History;
import dev.vitrine.metrics.RecentFaults;
import dev.vitrine.metrics.TopImages;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of the live page's events. Their names are short, since there are hundreds of points. */
final class EventJson {
    private EventJson() {}

    static JsonArray points(List<History.Point> points) {
        JsonArray all = new JsonArray();
        points.forEach(point -> all.add(point(point)));
        return all;
    }

    static JsonObject point(History.Point point) {
        JsonObject services = new JsonObject();
        point.services()
                .forEach((name, service) -> services.put(
                        name,
                        new JsonObject()
                                .put("rate", number(service.rate()))
                                .put("errors", number(service.errors()))
                                .put("p50", number(service.p50()))
                                .put("p95", number(service.p95()))));
        JsonObject levels = new JsonObject();
        point.levels().forEach((name, level) -> levels.put(name, number(level)));
        return new JsonObject()
                .put("at", point.atMillis())
                .put("rate", number(point.rate()))
                .put("faults", number(point.faults()))
                .put("p50", number(point.p50()))
                .put("p95", number(point.p95()))
                .put("p99", number(point.p99()))
                .put("hits", number(point.hits()))
                .put("joined", number(point.joined()))
                .put("services", services)
                .put("levels", levels);
    }

    static JsonObject state(
            List<String> reasons,
            List<String> degraded,
            List<TopImages.Busy> busiest,
            List<RecentFaults.Faulty> faults) {
        JsonArray images = new JsonArray();
        busiest.forEach(
                busy -> images.add(new JsonObject().put("id", busy.id().text()).put("part", number(busy.part()))));
        JsonArray told = new JsonArray();
        faults.forEach(fault -> told.add(new JsonObject()
                .put("at", fault.atMillis())
                .put("id", fault.requestId())
                .put("route", fault.route())
                .put("status", fault.status())
                .put("cache", fault.cache())
                .put("seconds", fault.nanos() / 1e9)));
        return new JsonObject()
                .put("unready", new JsonArray(reasons))
                .put("degraded", new JsonArray(degraded))
                .put("busiest", images)
                .put("faults", told);
    }

    /** To a millionth: what is more exact nobody sees. JSON has no word for what is no number. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Math.round(value * 1e6) / 1e6 : null;
    }
}
