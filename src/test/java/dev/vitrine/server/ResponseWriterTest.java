package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResponseWriterTest {
    private final List<Duration> shutdowns = new ArrayList<>();

    /** Else a list that began before a drain is cut off over HTTP/2, though the gateway waits for it. */
    @Test
    void aConnectionThatEndsLeavesItsOtherRequestsAsMuchTimeAsAnyMayTake() throws Exception {
        GatewayConfig config = ConfigLoader.read(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), Map.of())
                .settings();
        Duration deadline = Duration.ofSeconds(70);
        ResponseWriter writer = new ResponseWriter(
                config, deadline, new RequestLogger(new Metrics(), null, null), new ByteBudget(1 << 30));

        writer.shutdown(new RequestContext(requestOverHttp2(), null, null, System.nanoTime()));

        assertThat(shutdowns).containsExactly(deadline);
    }

    private HttpServerRequest requestOverHttp2() {
        HttpConnection connection = made(HttpConnection.class, (proxy, called, arguments) -> {
            assertThat(called.getName()).isEqualTo("shutdown");
            shutdowns.add(Duration.of((Long) arguments[0], ((TimeUnit) arguments[1]).toChronoUnit()));
            return Future.succeededFuture();
        });
        return made(HttpServerRequest.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "version" -> HttpVersion.HTTP_2;
            case "connection" -> connection;
            case "headers" -> MultiMap.caseInsensitiveMultiMap();
            case "getHeader" -> null;
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    private static <T> T made(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }
}
