package dev.vitrine.management;

import dev.vitrine.status.Problem;
import dev.vitrine.status.Status;
import dev.vitrine.status.StatusHistory;
import dev.vitrine.status.StatusService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;

/**
 * {@code GET /status}: the status of the gateway as JSON, at most two seconds old.
 *
 * <pre>
 *   {"status": "ok" | "degraded" | "failing", "headline": …, "at": …, "version": …, "start": …,
 *    "problems": [{"kind", "subject", "cause", "level", "text", "action", "since"}, …]}
 * </pre>
 *
 * {@code GET /status/history}: what was wrong in the last fifteen minutes, by periods of five seconds, the oldest first; a
 * period without an observation is left out.
 *
 * <pre>
 *   {"period_seconds": 5, "periods": [{"at": …, "status": …, "problems": [as above, without action and since]}, …]}
 * </pre>
 *
 * <p>The status code is always 200: {@code /readyz} is for load balancers. Requires the token where there is one, since
 * problems name addresses.
 */
public final class StatusHandler implements ManagementResource {
    private final StatusService status;

    /** Makes the handler. It starts and stops the service with the listener. */
    public StatusHandler(StatusService status) {
        this.status = status;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/status")
                .guardedBy(auth)
                .read(context -> Responses.json(context, 200, document(status)))
                .end();
        ExactPath.of(router, "/status/history")
                .guardedBy(auth)
                .read(context -> Responses.json(context, 200, history()))
                .end();
    }

    @Override
    public void start() {
        status.start();
    }

    @Override
    public void stop() {
        status.stop();
    }

    private JsonObject history() {
        return new JsonObject()
                .put("period_seconds", StatusHistory.PERIOD.toSeconds())
                .put("periods", periods(status.periods()));
    }

    static JsonArray periods(List<Status> periods) {
        JsonArray array = new JsonArray();
        periods.forEach(period -> array.add(period(period)));
        return array;
    }

    private static JsonObject period(Status period) {
        JsonArray problems = new JsonArray();
        period.problems().forEach(problem -> problems.add(brief(problem)));
        return new JsonObject()
                .put("at", period.at().toString())
                .put("status", period.level().word())
                .put("problems", problems);
    }

    static JsonObject document(StatusService service) {
        Status status = service.status();
        JsonArray problems = new JsonArray();
        status.problems().forEach(problem -> problems.add(document(problem)));
        return new JsonObject()
                .put("status", status.level().word())
                .put("headline", status.headline())
                .put("at", status.at().toString())
                .put("problems", problems)
                .put("version", service.version())
                .put("start", service.begin().toString());
    }

    private static JsonObject document(Problem problem) {
        return brief(problem)
                .put("action", problem.action())
                .put("since", problem.since().toString());
    }

    private static JsonObject brief(Problem problem) {
        return new JsonObject()
                .put("kind", problem.kind().word())
                .put("subject", problem.subject())
                .put("cause", problem.cause())
                .put("level", problem.level().word())
                .put("text", problem.text());
    }
}
