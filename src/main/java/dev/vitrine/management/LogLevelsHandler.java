package dev.vitrine.management;

import dev.vitrine.config.LogConfig.Level;
import dev.vitrine.config.source.Setting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's levels, which can be changed for some time: an operator who looks for a fault must not have to remember to stop
 * debug lines before they fill a disk. What is to last stands in {@code log.level} and {@code log.levels}.
 *
 * <pre>
 *   GET    /log-levels            loggers with a level of their own
 *   PUT    /log-levels/{logger}   ?level=debug and, if not an hour, &amp;for=10m: sets the level of a logger until then
 *   DELETE /log-levels/{logger}   gives it the level of the settings
 * </pre>
 *
 * <p>The logger is ROOT, or the name of a class or package that has been used: so a typing error is a 404, and there are no
 * more loggers than classes and packages.
 */
public final class LogLevelsHandler implements ManagementResource {
    private static final Setting<Duration> FOR = Setting.duration("for", "1h", "1s", "24h");
    private static final Logger LOG = LoggerFactory.getLogger(LogLevelsHandler.class);

    private final Vertx vertx;
    private final LoggerLevels loggers;
    private final Map<String, Change> changes = new ConcurrentHashMap<>();

    /** A level that was set for some time; the timer ends it. */
    private record Change(Instant until, long timer) {}

    /** Makes the handler of these loggers. */
    public LogLevelsHandler(Vertx vertx, LoggerLevels loggers) {
        this.vertx = vertx;
        this.loggers = loggers;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/log-levels")
                .guardedBy(auth)
                .read(context -> Responses.json(context, 200, document()))
                .end();
        ExactPath.below(router, "/log-levels/")
                .guardedBy(auth)
                .on(HttpMethod.PUT, this::set)
                .on(HttpMethod.DELETE, this::reset)
                .end();
    }

    /** The levels belong to the process: they must not outlast the gateway that ends them. */
    @Override
    public void stop() {
        changes.keySet().forEach(this::end);
    }

    private void set(RoutingContext context) {
        String logger = logger(context);
        String text = context.queryParams().get("level");
        Level level = text == null ? null : Level.parse(text);
        Duration duration = duration(context.queryParams().get("for"));
        if (logger == null) {
            unknown(context);
        } else if (level == null) {
            Responses.text(context, 400, "level: " + shown(text) + " (expected: " + Level.expected() + ")\n");
        } else if (duration == null) {
            String found = shown(context.queryParams().get("for"));
            Responses.text(context, 400, "for: " + found + " (expected: a duration from 1s to 24h, such as 10m)\n");
        } else {
            begin(logger, level, duration);
            Responses.json(context, 200, document(logger, level));
        }
    }

    private void reset(RoutingContext context) {
        String logger = logger(context);
        if (logger == null) {
            unknown(context);
        } else {
            end(logger);
            Responses.json(context, 200, document(logger, loggers.configured(logger)));
        }
    }

    private void begin(String logger, Level level, Duration duration) {
        Instant until = Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
        Change change = new Change(until, vertx.setTimer(duration.toMillis(), timer -> end(logger)));
        Change before = changes.put(logger, change);
        if (before != null) {
            vertx.cancelTimer(before.timer);
        }
        LOG.info("log level of {} set to {} on request, until {}", logger, level.word(), until);
        loggers.set(logger, level);
    }

    private void end(String logger) {
        Change change = changes.remove(logger);
        if (change != null) {
            vertx.cancelTimer(change.timer);
            loggers.set(logger, null);
            LOG.info("log level of {} is that of the settings again", logger);
        }
    }

    /** Returns the logger that the path names; null if there is none. */
    private @Nullable String logger(RoutingContext context) {
        String name = ExactPath.lastSegment(context);
        return loggers.exists(name) ? name : null;
    }

    private static void unknown(RoutingContext context) {
        Responses.text(
                context,
                404,
                "No such logger (expected: ROOT, or a class or package that has been used, such as dev.vitrine.glance).\n");
    }

    private static @Nullable Duration duration(@Nullable String text) {
        Duration duration =
                text == null ? FOR.defaultValue() : FOR.type().parser().parse(text);
        return duration == null || FOR.rule() == null || FOR.rule().test().test(duration) ? duration : null;
    }

    private static String shown(@Nullable String text) {
        return text == null ? "nothing" : "\"" + text.substring(0, Math.min(text.length(), 40)) + "\"";
    }

    private JsonObject document() {
        JsonArray all = new JsonArray();
        loggers.levels().forEach((logger, level) -> all.add(document(logger, level)));
        return new JsonObject().put("loggers", all);
    }

    private JsonObject document(String logger, @Nullable Level level) {
        Level configured = loggers.configured(logger);
        Change change = changes.get(logger);
        return new JsonObject()
                .put("logger", logger)
                .put("level", level == null ? null : level.word())
                .put("configured", configured == null ? null : configured.word())
                .put("until", change == null ? null : change.until.toString());
    }
}
