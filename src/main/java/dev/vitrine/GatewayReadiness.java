package dev.vitrine;

import dev.vitrine.keystone.CatalogEndpoints;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.management.GatewayHealth;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What health checks report of a gateway. Any thread. */
final class GatewayReadiness implements GatewayHealth {
    private final BooleanSupplier isListening;
    private final TokenValidator tokens;
    private final @Nullable NotificationService notifications;
    private final @Nullable CatalogEndpoints catalog;
    private volatile boolean isDraining;

    /**
     * Begins as the health of a gateway that does not drain.
     *
     * @param isListening whether the API's port is bound; on any thread
     * @param notifications null if none are configured
     * @param catalog Glance's endpoint from Keystone's catalogue; null if the settings name it
     */
    GatewayReadiness(
            BooleanSupplier isListening,
            TokenValidator tokens,
            @Nullable NotificationService notifications,
            @Nullable CatalogEndpoints catalog) {
        this.isListening = isListening;
        this.tokens = tokens;
        this.notifications = notifications;
        this.catalog = catalog;
    }

    /** From now on the gateway is not ready, since it shuts down soon. */
    void drain() {
        isDraining = true;
    }

    @Override
    public Future<List<String>> unready() {
        if (isDraining) {
            return Future.succeededFuture(List.of("the gateway is shutting down"));
        }
        if (!isListening.getAsBoolean()) {
            return Future.succeededFuture(List.of("the API's port is not bound"));
        }
        return tokens.isReady()
                .compose(ready -> ready
                        ? withoutEndpoint()
                        : Future.succeededFuture(List.of("the gateway could not log in at Keystone yet: see its log")));
    }

    /** Asks Keystone again, but not at each probe: the endpoint may be in its catalogue by now. */
    private Future<List<String>> withoutEndpoint() {
        CatalogEndpoints wanted = catalog;
        if (wanted == null || !wanted.endpoints().isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return wanted.discover().map(end -> wanted.endpoints().isEmpty() ? List.of(wanted.problem()) : List.of());
    }

    @Override
    public List<String> degraded() {
        List<String> restrictions = new ArrayList<>();
        if (notifications != null && !notifications.status().isLive()) {
            restrictions.add(notifications.status().toString());
        }
        if (catalog != null
                && !catalog.endpoints().isEmpty()
                && !catalog.problem().isEmpty()) {
            restrictions.add(catalog.problem());
        }
        return restrictions;
    }

    @Override
    public boolean isDraining() {
        return isDraining;
    }
}
