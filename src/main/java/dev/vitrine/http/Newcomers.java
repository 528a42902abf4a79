package dev.vitrine.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Connections on which no request has come yet. They have so long for it, however often they send a byte: an idle timeout
 * begins anew with each. For one event loop.
 */
final class Newcomers {
    private final Vertx vertx;
    private final Duration most;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    Newcomers(Vertx vertx, Duration most) {
        this.vertx = vertx;
        this.most = most;
    }

    void arrived(HttpConnection connection) {
        timers.put(connection, vertx.setTimer(most.toMillis(), timer -> {
            timers.remove(connection);
            connection.close();
        }));
    }

    /** The connection is no newcomer any more. Costs nothing where there are none. */
    void heard(HttpConnection connection) {
        Long timer = timers.isEmpty() ? null : timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
