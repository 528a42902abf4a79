package dev.vitrine;

import dev.vitrine.keystone.CatalogEndpoints;
import dev.vitrine.keystone.LoginFault;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.management.GatewayHealth;
import dev.vitrine.notification.FeedStatus;
import dev.vitrine.status.Observation.Fault;
import dev.vitrine.status.Problem;
import dev.vitrine.status.Problem.Kind;
import dev.vitrine.status.Status;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What health checks report of a gateway. Any thread. */
final class GatewayReadiness implements GatewayHealth {
    /** Problems that are reported as they are now, not as they were in the last status. */
    private static final Set<Kind> SHOWN_AT_ONCE = Set.of(Kind.NOTIFICATIONS, Kind.CATALOG, Kind.NOT_READY);

    private final BooleanSupplier isListening;
    private final TokenValidator tokens;
    private final @Nullable NotificationService notifications;
    private final @Nullable CatalogEndpoints catalog;
    private final Supplier<Status> status;
    private volatile boolean isDraining;

    /**
     * Begins as the health of a gateway that does not drain.
     *
     * @param isListening whether the API's port is bound; on any thread
     * @param notifications null if none are configured
     * @param catalog Glance's endpoint from Keystone's catalogue; null if the settings name it
     * @param status the last status that was determined
     */
    GatewayReadiness(
            BooleanSupplier isListening,
            TokenValidator tokens,
            @Nullable NotificationService notifications,
            @Nullable CatalogEndpoints catalog,
            Supplier<Status> status) {
        this.isListening = isListening;
        this.tokens = tokens;
        this.notifications = notifications;
        this.catalog = catalog;
        this.status = status;
    }

    /** From now on the gateway is not ready, since it shuts down soon. */
    void drain() {
        isDraining = true;
    }

    @Override
    public Future<List<String>> unready() {
        List<String> own = ownReasons();
        return own.isEmpty()
                ? tokens.isReady()
                        .compose(ready -> ready ? withoutEndpoint() : Future.succeededFuture(List.of(loginFault())))
                : Future.succeededFuture(own);
    }

    private String loginFault() {
        LoginFault fault = tokens.loginFault();
        return fault == null ? "the gateway has not logged in at Keystone yet" : fault.text();
    }

    /** Asks Keystone again, but not at each probe: the endpoint may be in its catalogue by now. */
    private Future<List<String>> withoutEndpoint() {
        CatalogEndpoints wanted = catalog;
        if (wanted == null || !wanted.endpoints().isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return wanted.discover().map(end -> wanted.endpoints().isEmpty() ? List.of(wanted.problem()) : List.of());
    }

    /** Returns why the gateway is not ready, as far as it knows without asking another service. */
    List<String> knownUnready() {
        List<String> own = ownReasons();
        if (!own.isEmpty()) {
            return own;
        }
        return catalog != null
                        && catalog.endpoints().isEmpty()
                        && !catalog.problem().isEmpty()
                ? List.of(catalog.problem())
                : List.of();
    }

    /** Returns what is wrong with Keystone's catalogue while the endpoint that it had before is called; null if nothing. */
    @Nullable
    String catalogFault() {
        return catalog == null
                        || catalog.endpoints().isEmpty()
                        || catalog.problem().isEmpty()
                ? null
                : catalog.problem();
    }

    /** Returns why the gateway's own user cannot validate tokens; null if it can, or if there is none. */
    @Nullable
    Fault login() {
        LoginFault fault = tokens.loginFault();
        return fault == null ? null : new Fault(fault.cause(), fault.text(), fault.action());
    }

    /** Returns as {@link #notificationFault}; null also before the first attempt to subscribe has ended. */
    @Nullable
    Fault notificationProblem() {
        return notifications == null || !notifications.hasTried() ? null : notificationFault();
    }

    /** Returns why the notification feed is not live; null if it is, or if there is none. */
    @Nullable
    Fault notificationFault() {
        if (notifications == null || notifications.status().isLive()) {
            return null;
        }
        FeedStatus status = notifications.status();
        return new Fault(status.word(), notifications.description(), status.action());
    }

    private List<String> ownReasons() {
        if (isDraining) {
            return List.of("the gateway is shutting down");
        }
        return isListening.getAsBoolean() ? List.of() : List.of("the API's port is not bound");
    }

    /** {@inheritDoc} Notifications and catalogue are reported as they are now, all else as it was in the last status. */
    @Override
    public List<String> degraded() {
        List<String> degraded = new ArrayList<>();
        Fault feed = notificationFault();
        if (feed != null) {
            degraded.add("no-events: " + feed.text());
        }
        String fault = catalogFault();
        if (fault != null) {
            degraded.add(fault);
        }
        status.get().problems().stream()
                .filter(problem -> !SHOWN_AT_ONCE.contains(problem.kind()))
                .map(Problem::text)
                .forEach(degraded::add);
        return degraded;
    }

    @Override
    public boolean isDraining() {
        return isDraining;
    }
}
