package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.CapturedLog;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Levels of the log that are changed while the gateway runs. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class LogLevelIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String GLANCE = "/log-levels/dev.vitrine.glance";

    private record Result(int exit, String out, String err) {}

    private static Result run(TestGateway gateway, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = List.of(arguments).toArray(new String[arguments.length + 1]);
        all[arguments.length] = "--management=http://127.0.0.1:" + gateway.managementPort();
        int exit = Main.commandLine(new LogLevelCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
        return new Result(exit, out.toString(), err.toString());
    }

    private static RawHttp.Answer send(TestGateway gateway, String method, String path, String... more)
            throws Exception {
        String[] headers = more.length == 0 ? new String[] {"Host: localhost"} : more;
        return RawHttp.send(gateway.managementPort(), method, path, headers);
    }

    @Test
    void aLevelIsSetForAWhileAndResetToThatOfTheSettings(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        Result set = run(gateway, "dev.vitrine.glance", "debug", "--for", "10m");
        boolean isDebug =
                LoggerFactory.getLogger("dev.vitrine.glance.GlanceClient").isDebugEnabled();
        Result all = run(gateway);
        Result reset = run(gateway, "dev.vitrine.glance");

        assertThat(set.out).as(set.err).matches("dev\\.vitrine\\.glance debug until \\S+Z\\R");
        assertThat(isDebug).isTrue();
        assertThat(all.out).contains("ROOT info", "dev.vitrine.glance debug until ");
        assertThat(reset.out).isEqualToIgnoringNewLines("dev.vitrine.glance as the package above");
        assertThat(run(gateway).out).doesNotContain("dev.vitrine.glance");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.vitrine.client", "dev.vitrine.glance", "dev.vitrine.keystone", "dev.vitrine.cache"})
    void eachPackageSaysAtDebugWhatItDoesForARequestAndShowsNoToken(String name, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        send(gateway, "PUT", "/log-levels/" + name + "?level=debug");

        List<String> messages;
        try (CapturedLog log = new CapturedLog(name)) {
            gateway.get("demo", IMAGE, "X-OpenStack-Request-ID: req-00000000-0000-4000-8000-000000000001");
            send(gateway, "DELETE", "/log-levels/" + name);
            messages = log.messages();
        }

        assertThat(messages)
                .anyMatch(line -> line.contains("req-"))
                .noneMatch(line -> line.contains("demo") || line.contains("s3cret"));
    }

    @Test
    void itsTimeEndsALevel(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        send(gateway, "PUT", GLANCE + "?level=debug&for=1s");
        JsonObject during = new JsonObject(send(gateway, "GET", "/log-levels").body());
        while (LoggerFactory.getLogger("dev.vitrine.glance").isDebugEnabled()) {
            // The answer orders nothing: it is asked for until the level has ended.
            send(gateway, "GET", "/log-levels");
        }

        assertThat(during.encode()).contains("dev.vitrine.glance");
        assertThat(send(gateway, "GET", "/log-levels").body()).doesNotContain("dev.vitrine.glance");
    }

    @Test
    void theEndOfTheGatewayEndsALevel(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        send(gateway, "PUT", GLANCE + "?level=debug");

        gateway.gateway.close().await(10, TimeUnit.SECONDS);

        assertThat(LoggerFactory.getLogger("dev.vitrine.glance").isDebugEnabled())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /log-levels/dev.vitrine.glance?level=verbose | 400 | 'level: \"verbose\" (expected: one of trace, debug, info, warn, error, off)'",
                "PUT    | /log-levels/dev.vitrine.glance | 400 | 'level: nothing (expected: one of trace, debug, info, warn, error, off)'",
                "PUT    | /log-levels/dev.vitrine.glance?level=debug&for=2 | 400 | 'for: \"2\" (expected: a duration from 1s to 24h, such as 10m)'",
                "PUT    | /log-levels/dev.vitrine.glance?level=debug&for=25h | 400 | 'for: \"25h\" (expected: a duration from 1s to 24h, such as 10m)'",
                "PUT    | /log-levels/dev.vitrine.glanze?level=debug | 404 | 'No such logger (expected: ROOT, or a class or package that has been used, such as dev.vitrine.glance).'",
                "DELETE | /log-levels/a%20b | 404 | 'No such logger (expected: ROOT, or a class or package that has been used, such as dev.vitrine.glance).'",
                "GET    | /log-levels/ROOT | 405 | 'Only PUT and DELETE.'",
                "POST   | /log-levels | 405 | 'Only GET and HEAD.'"
            })
    void whatIsNoLoggerLevelOrDurationIsRefused(String method, String path, int status, String body, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = send(gateway, method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().strip()).isEqualTo(body);
    }

    @Test
    void theCommandShowsWhyALevelWasRefused(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        Result level = run(gateway, "dev.vitrine.glance", "verbose");

        assertThat(level.exit).isEqualTo(1);
        assertThat(level.err).contains("level: \"verbose\" (expected: one of trace, debug, info, warn, error, off)");
        assertThat(run(gateway, "../config", "debug").exit).isEqualTo(2);
    }

    @Test
    void onlyTheTokenOpensIt(Vertx vertx, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.host=0.0.0.0", "management.token-file=" + token);

        assertThat(send(gateway, "PUT", GLANCE + "?level=debug").status()).isEqualTo(401);
        assertThat(send(gateway, "GET", "/log-levels").status()).isEqualTo(401);
        assertThat(send(gateway, "PUT", GLANCE + "?level=debug", "Host: localhost", "Authorization: Bearer s3cret")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPageFromElsewhereCannotChangeIt(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(send(gateway, "PUT", GLANCE + "?level=debug", "Host: rebound.example.com")
                        .status())
                .isEqualTo(403);
    }
}
