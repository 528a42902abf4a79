package dev.vitrine;

import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.management.GatewayHealth;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What health checks report of a gateway. Any thread. */
final class GatewayReadiness implements GatewayHealth {
    private final BooleanSupplier isListening;
    private final TokenValidator tokens;
    private final @Nullable NotificationService notifications;
    private volatile boolean isDraining;

    /**
     * Begins as the health of a gateway that does not drain.
     *
     * @param isListening whether the API's port is bound; on any thread
     * @param notifications null if none are configured
     */
    GatewayReadiness(BooleanSupplier isListening, TokenValidator tokens, @Nullable NotificationService notifications) {
        this.isListening = isListening;
        this.tokens = tokens;
        this.notifications = notifications;
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
                .map(ready -> ready ? List.of() : List.of("the gateway could not log in at Keystone yet: see its log"));
    }

    @Override
    public List<String> degraded() {
        return notifications == null || notifications.status().isLive()
                ? List.of()
                : List.of(notifications.status().toString());
    }

    @Override
    public boolean isDraining() {
        return isDraining;
    }
}
