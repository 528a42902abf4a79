package dev.vitrine;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.SingleFlight;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.management.ManagementServer;
import dev.vitrine.metrics.GaugeDefinition;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.metrics.Metrics.ProblemLabels;
import dev.vitrine.server.AccessLog;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.netty.ConnectionLimiter;
import dev.vitrine.status.Level;
import dev.vitrine.status.Problem;
import dev.vitrine.status.Status;
import dev.vitrine.status.StatusService;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers what metrics read of the gateway's parts when they are collected.
 *
 * @param metrics where
 * @param settings the bounds that are shown beside what they bound
 */
record GatewayGauges(Metrics metrics, GatewayConfig settings) {
    /** The status, and what runs. */
    void registerStatus(StatusService status, GatewayProbe probe) {
        metrics.registerBuild(status.version());
        if (settings.listen().tlsCertificate() != null) {
            metrics.register(GaugeDefinition.CERTIFICATE_END, probe::certificateEndSeconds);
        }
        metrics.registerStatus(() -> status.status().level().number());
        metrics.registerProblems(() -> problems(status.status()));
    }

    /** Returns the problems as metrics have them; with a row of level 0 for each kind that there is none of. */
    private static Map<ProblemLabels, Integer> problems(Status status) {
        Map<ProblemLabels, Integer> levels = new HashMap<>();
        for (Problem problem : status.problems()) {
            levels.merge(
                    new ProblemLabels(problem.kind().word(), problem.subject(), problem.cause()),
                    problem.level().number(),
                    Math::max);
        }
        for (Problem.Kind kind : Problem.Kind.values()) {
            if (status.level(kind) == Level.OK) {
                levels.put(new ProblemLabels(kind.word(), "", ""), Level.OK.number());
            }
        }
        return levels;
    }

    /** What is cached, and who waits for it. */
    void registerCaches(ImageCache images, ListCache lists, TokenValidator tokens) {
        metrics.register(GaugeDefinition.IMAGES, images::size);
        metrics.register(GaugeDefinition.IMAGE_BYTES, images::bytes);
        metrics.register(GaugeDefinition.IMAGE_MAX_BYTES, images::maxBytes);
        metrics.register(GaugeDefinition.LISTS, lists::size);
        metrics.register(GaugeDefinition.LIST_BYTES, lists::bytes);
        metrics.register(GaugeDefinition.LIST_MAX_BYTES, lists::maxBytes);
        metrics.register(GaugeDefinition.TOKENS, tokens::cachedTokens);
        metrics.register(GaugeDefinition.TOKENS_MAX, tokens::maxCachedTokens);
        metrics.register(GaugeDefinition.LOAD_WAITERS, images::waitingRequests);
        metrics.register(GaugeDefinition.LIST_WAITERS, lists::waitingRequests);
        metrics.register(GaugeDefinition.LOAD_WAITERS_MAX, () -> SingleFlight.MAX_WAITERS);
    }

    /** Connections and requests of both listeners. */
    void registerListeners(ConnectionLimiter connections, LoadShedder loadShedder, ManagementServer management) {
        metrics.register(GaugeDefinition.CONNECTIONS, connections::connections);
        metrics.register(GaugeDefinition.CONNECTIONS_MAX, connections::maxConnections);
        metrics.register(GaugeDefinition.MANAGEMENT_CONNECTIONS, management::connections);
        metrics.register(
                GaugeDefinition.MANAGEMENT_CONNECTIONS_MAX,
                settings.management().limits()::maxConnections);
        metrics.register(GaugeDefinition.UNSENT_BYTES, connections::unsentBytes);
        metrics.register(GaugeDefinition.UNSENT_MAX_BYTES, settings.listen().limits()::maxUnsent);
        metrics.register(GaugeDefinition.WRITE_OVERFLOWS, connections::closedForUnsent);
        metrics.register(GaugeDefinition.ACTIVE_REQUESTS, loadShedder::requests);
        metrics.register(GaugeDefinition.ACTIVE_REQUESTS_MAX, settings.listen()::maxRequests);
        metrics.register(GaugeDefinition.SHED_REQUESTS, loadShedder::shed);
        metrics.register(GaugeDefinition.AWAITED_BODIES, loadShedder::awaitedBodies);
        metrics.register(GaugeDefinition.AWAITED_BODIES_MAX, loadShedder::maxAwaitedBodies);
        metrics.register(GaugeDefinition.DISPLACED_BODIES, loadShedder::displacedBodies);
        metrics.register(GaugeDefinition.REFUSED_CONNECTIONS, connections::refused);
        metrics.register(GaugeDefinition.REFUSED_MANAGEMENT_CONNECTIONS, management::refusedConnections);
    }

    /** Lost lines; of the access log, if there is one. */
    void registerLogs(@Nullable AccessLog accessLog) {
        if (accessLog != null) {
            metrics.register(GaugeDefinition.DROPPED_LINES, accessLog::dropped);
        }
        LogAppender log = LogAppender.installed();
        if (log != null) {
            metrics.register(GaugeDefinition.DROPPED_LOG_LINES, log::dropped);
        }
    }

    /** The bytes that requests hold. */
    void registerBudget(ByteBudget budget) {
        metrics.register(GaugeDefinition.BUDGET_BYTES, budget::used);
        metrics.register(GaugeDefinition.BUDGET_PEAK_BYTES, budget::peak);
        metrics.register(GaugeDefinition.BUDGET_MAX_BYTES, budget::maxBytes);
        metrics.register(GaugeDefinition.BUDGET_REFUSED_BY_SHARE, budget::refusedByShare);
        metrics.register(GaugeDefinition.BUDGET_REFUSED_BY_WHOLE, budget::refusedByWhole);
    }
}
