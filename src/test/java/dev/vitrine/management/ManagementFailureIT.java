package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Whatever a handler throws is a 500 without details, and one line in the log with the cause. */
@ExtendWith(VertxExtension.class)
class ManagementFailureIT {
    private static final String DETAIL = "a detail of the inside";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void recordLog() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopRecording() {
        root.detachAppender(log);
    }

    /** Handlers that fail, each in its way. */
    private static final class Failing implements ManagementResource {
        @Override
        public void mount(Router router, ManagementAuthHandler auth) {
            ExactPath.of(router, "/throws")
                    .read(context -> {
                        throw new IllegalStateException(DETAIL);
                    })
                    .end();
            ExactPath.of(router, "/errs")
                    .read(context -> {
                        throw new NoClassDefFoundError(DETAIL);
                    })
                    .end();
            ExactPath.of(router, "/fails")
                    .read(context -> context.fail(new IllegalStateException(DETAIL)))
                    .end();
            ExactPath.of(router, "/begun")
                    .read(context -> {
                        context.response().setChunked(true).write("begun");
                        throw new IllegalStateException(DETAIL);
                    })
                    .end();
        }
    }

    /** Cannot tell its state. */
    private static final class Unknown implements GatewayHealth {
        @Override
        public Future<List<String>> unready() {
            return Future.failedFuture(new IllegalStateException(DETAIL));
        }

        @Override
        public List<String> degraded() {
            throw new IllegalStateException(DETAIL);
        }

        @Override
        public boolean isDraining() {
            throw new IllegalStateException(DETAIL);
        }
    }

    private static ManagementServer start(Vertx vertx) throws Exception {
        ManagementConfig config = ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret"),
                        Map.of(
                                "management.port", "0",
                                "keystone-authtoken.auth-url", "http://127.0.0.1:1",
                                "keystone-authtoken.username", "vitrine",
                                "glance.api-servers", "http://127.0.0.1:1"))
                .settings()
                .management();
        // Without caches: whatever looks into them fails.
        ManagementServer server = new ManagementServer(
                vertx,
                config,
                List.of(
                        new Failing(),
                        new HealthHandler(new Unknown()),
                        new CacheHandler(vertx, null, null),
                        new CachedImagesHandler(vertx, null, null)));
        server.listen().await(10, TimeUnit.SECONDS);
        return server;
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /throws",
        "HEAD,   /errs",
        "GET,    /errs",
        "GET,    /fails",
        "GET,    /readyz",
        "GET,    /healthcheck",
        "GET,    /cache",
        "DELETE, /cache/images",
        "GET,    /cache/images/70a599e0-31e7-49b7-b260-868f441e862b",
        "DELETE, /cache/images/70a599e0-31e7-49b7-b260-868f441e862b"
    })
    void aFailingHandlerIsAnInternalErrorWithoutDetailsLoggedOnce(String method, String path, Vertx vertx)
            throws Exception {
        ManagementServer server = start(vertx);

        RawHttp.Answer answer = RawHttp.send(server.port(), method, path, "Host: localhost");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head() + answer.body()).doesNotContain("detail", "Exception", "Error:");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(errors()).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).isEqualTo("management request failed: " + method + " " + path);
            assertThat(event.getThrowableProxy()).isNotNull();
        });
    }

    @Test
    void aResponseThatHasBegunIsCutShort(Vertx vertx) throws Exception {
        ManagementServer server = start(vertx);

        String answer = RawHttp.exchange(server.port(), "GET /begun HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answer).doesNotContain("\r\n0\r\n");
        assertThat(errors()).hasSize(1);
    }

    private List<ILoggingEvent> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .toList();
    }
}
