package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** The status of a running gateway, wherever it is shown. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class StatusIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    /** Nothing listens there; one that was free a moment ago may be taken. */
    private static final int NOBODY = 1;

    private record Result(int exit, String out, String err) {}

    private static Result run(Callable<Integer> command, String url, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] arguments = new String[more.length + 1];
        System.arraycopy(more, 0, arguments, 0, more.length);
        arguments[more.length] = "--management=" + url;
        return new Result(line.execute(arguments), out.toString(), err.toString());
    }

    private static String url(TestGateway gateway) {
        return "http://127.0.0.1:" + gateway.managementPort();
    }

    private static JsonObject document(TestGateway gateway) throws Exception {
        return new JsonObject(RawHttp.send(gateway.managementPort(), "GET", "/status", "Host: 127.0.0.1")
                .body());
    }

    @Test
    void withoutProblemsItIsOk(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);

        Result status = run(new StatusCommand(), url(gateway));

        assertThat(status.exit).as(status.err).isZero();
        assertThat(status.out).isEqualToIgnoringNewLines("ok: No problems.");
        assertThat(run(new HealthcheckCommand(), url(gateway)).exit).isZero();
        assertThat(run(new HealthcheckCommand(), url(gateway), "--ready").exit).isZero();
    }

    @Test
    void aServiceThatIsDownIsNamedWithCauseAddressAndActionEverywhere(Vertx vertx) throws Exception {
        int port = NOBODY;
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:" + port);
        String text = "Glance at http://127.0.0.1:" + port + ": connection refused by 127.0.0.1:" + port
                + "; circuit breaker open.";
        while (!document(gateway).getString("headline").equals(text)) {
            gateway.get("demo", IMAGE);
        }

        Result status = run(new StatusCommand(), url(gateway));

        assertThat(status.exit).isEqualTo(2);
        assertThat(status.out)
                .contains("failing endpoint since ", text, "Start it, or correct its address or port in the settings.");
        JsonObject document = document(gateway);
        assertThat(document.getString("status")).isEqualTo("failing");
        assertThat(document.getString("headline")).isEqualTo(text);
        JsonObject problem = document.getJsonArray("problems").getJsonObject(0);
        assertThat(problem.getString("kind")).isEqualTo("endpoint");
        assertThat(problem.getString("subject")).isEqualTo("glance http://127.0.0.1:" + port);
        RawHttp.Answer ready = RawHttp.send(gateway.managementPort(), "GET", "/readyz");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(new JsonObject(ready.body()).getJsonArray("degraded")).contains(text);
        assertThat(gateway.metrics())
                .contains(
                        "vitrine_status 2.0",
                        "vitrine_problem{cause=\"connection_refused\",kind=\"endpoint\",subject=\"glance http://127.0.0.1:"
                                + port + "\"} 2.0",
                        "vitrine_problem{cause=\"\",kind=\"heap\",subject=\"\"} 0.0");
        assertThat(gateway.metrics()).containsPattern("outcome=\"connection_refused\",service=\"glance\"}");
        assertThat(run(new HealthcheckCommand(), url(gateway)).exit).isZero();
    }

    @Test
    void aWrongPasswordIsNamed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "keystone-authtoken.username=nobody");
        gateway.get("demo", IMAGE);

        while (!document(gateway).getString("status").equals("failing")) {
            assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);
        }

        Result status = run(new StatusCommand(), url(gateway));

        assertThat(status.exit).isEqualTo(2);
        assertThat(status.out)
                .contains(
                        "failing login since ",
                        "Keystone refused the gateway's own login: status 401.",
                        "Correct the user, the password and the project in the section keystone-authtoken");
        assertThat(run(new HealthcheckCommand(), url(gateway), "--ready").err)
                .contains("503", "refused the gateway's own login");
    }

    @Test
    void withoutAGatewayTheExitCodesSaySo() {
        String nowhere = "http://127.0.0.1:" + NOBODY;

        assertThat(run(new StatusCommand(), nowhere))
                .isEqualTo(new Result(
                        3,
                        "",
                        "vitrine: no management listener at " + nowhere + " (--management names another one)\n"));
        assertThat(run(new HealthcheckCommand(), nowhere).exit).isEqualTo(1);
    }

    @Test
    void theDocumentIsPrintedAsItIsForPrograms(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        Result status = run(new StatusCommand(), url(gateway), "--json");

        JsonObject document = new JsonObject(status.out);
        assertThat(document.getString("status")).isEqualTo("ok");
        assertThat(document.getString("version")).isNotEmpty();
        assertThat(Instant.parse(document.getString("start"))).isBeforeOrEqualTo(Instant.now());
        assertThat(gateway.metrics()).contains("vitrine_build_info{java=\"" + Runtime.version() + "\",version=\"");
    }
}
