package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cli.StatusOutput;
import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operator is told of each fault: {@code /status}, {@code vitrine status}, the log, the dashboard in Debian's Chromium,
 * and the alert that Debian's Prometheus makes of a scrape. All five name the same cause.
 */
@Tag("live")
@Tag("beside")
@ExtendWith(VertxExtension.class)
@Timeout(120)
class FaultMatrixIT {
    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final Path PICTURES = Path.of("target/pictures/faults");
    private static final long PAUSE_NANOS = 20_000_000;

    @TempDir
    private static Path folder;

    private static LivePrometheus prometheus;
    private static Chromium chromium;

    @TempDir
    private Path own;

    @BeforeAll
    static void start() throws Exception {
        prometheus = LivePrometheus.start(folder);
        chromium = Chromium.start(folder.resolve("chromium"));
        chromium.size(1280, 900, false);
    }

    @AfterAll
    static void end() throws Exception {
        chromium.close();
        prometheus.close();
    }

    /** Repeats the requests that show the fault, until it is ended. */
    private static final class Load {
        private final AtomicBoolean ends = new AtomicBoolean();
        private final Thread thread;

        Load(FaultScene scene) {
            thread = new Thread(() -> repeat(scene), "load");
            thread.start();
        }

        private void repeat(FaultScene scene) {
            while (!ends.get()) {
                try {
                    scene.request();
                } catch (IOException gone) {
                    // The next one may be answered.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        void end() throws InterruptedException {
            ends.set(true);
            thread.join();
        }
    }

    private static JsonObject problem(int port, Fault fault) throws IOException {
        JsonObject[] found = {null};
        LiveWait.until(LIMIT, () -> (found[0] = firstOf(port, fault)) != null);
        assertThat(found[0]).as(() -> String.valueOf(status(port))).isNotNull();
        return found[0];
    }

    private static JsonObject status(int port) {
        try {
            return new JsonObject(
                    RawHttp.send(port, "GET", "/status", "Host: 127.0.0.1").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable JsonObject firstOf(int port, Fault fault) {
        return status(port).getJsonArray("problems").stream()
                .map(JsonObject.class::cast)
                .filter(problem -> problem.getString("kind").equals(fault.kind)
                        && problem.getString("cause").equals(fault.cause)
                        && Pattern.compile(fault.text)
                                .matcher(problem.getString("text"))
                                .find())
                .findFirst()
                .orElse(null);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void allFiveNameTheCause(Fault fault, Vertx vertx) throws Exception {
        String logOfProcess;
        CapturedLog log = new CapturedLog("dev.vitrine");
        try (log;
                FaultScene scene = fault.make(vertx, own)) {
            Load load = new Load(scene);
            try {
                statusPageAndAlertName(fault, scene.managementPort());
            } finally {
                load.end();
            }
            logOfProcess = scene.log();
        }
        assertThat(logOfProcess + String.join("\n", log.messages())).containsPattern(fault.text);
    }

    private static void statusPageAndAlertName(Fault fault, int port) throws Exception {
        prometheus.scrape(port);
        JsonObject problem = problem(port, fault);

        assertThat(problem.getString("action")).contains(fault.action);
        assertThat(StatusOutput.of(port)).containsPattern(fault.text).contains(fault.action);
        chromium.open("http://127.0.0.1:" + port + "/");
        chromium.await("/" + fault.text.replace("/", "\\/") + "/.test(document.body.innerText)");
        chromium.await("document.body.innerText.includes(" + Json.encode(fault.action) + ")");
        chromium.picture(PICTURES.resolve(fault.name().toLowerCase(Locale.ROOT) + ".png"));
        JsonObject alert = prometheus.alert(fault.kind, fault.cause);
        assertThat(alert).as("alert").isNotNull();
        assertThat(alert.getJsonObject("labels").getString("subject", "")).isEqualTo(problem.getString("subject"));
        assertThat(alert.getJsonObject("annotations").getString("runbook_url")).endsWith("#" + fault.kind);
    }
}
