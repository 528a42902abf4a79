package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ScriptedService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code vitrine check --connect} says what it found, and what to do about what is wrong. */
@ExtendWith(VertxExtension.class)
class ConnectionCheckIT {
    private final DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
    private ScriptedService keystone;
    private ScriptedService glance;
    private String catalog = "[]";

    @TempDir
    private Path folder;

    private record Output(int exit, String out, String err) {}

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
        glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        glance.answerWith(this::serveVersions);
    }

    /** The beginning of what Debian's Glance answers; its demo has no versions. */
    private void serveVersions(HttpServerRequest request) {
        if (request.path().equals("/")) {
            request.response()
                    .setStatusCode(300)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"versions\": [{\"id\": \"v2.15\", \"status\": \"CURRENT\", \"links\": []},"
                            + " {\"id\": \"v2.0\", \"status\": \"SUPPORTED\", \"links\": []}]}");
        } else {
            glance.pass(request);
        }
    }

    private void serveCatalog(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.response()
                    .setStatusCode(201)
                    .putHeader("X-Subject-Token", "s3cret-token")
                    .putHeader("Content-Type", "application/json")
                    .end("{\"token\": {\"catalog\": " + catalog + "}}");
        } else {
            keystone.pass(request);
        }
    }

    private Output check(String... settings) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), DemoCloud.SERVICE_PASSWORD + "\n");
        List<String> arguments = new ArrayList<>(List.of("--connect"));
        List<String> all = new ArrayList<>(List.of(
                "keystone-authtoken.auth-url=" + keystone.url() + "/v3",
                "keystone-authtoken.password-file=" + password));
        all.addAll(List.of(settings));
        all.forEach(setting -> arguments.add("--set=" + setting));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(new CheckCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(out + "" + err).doesNotContain("s3cret", DemoCloud.SERVICE_PASSWORD + "\"");
        return new Output(exit, out.toString(), err.toString());
    }

    @Test
    void allThatIsRightIsSaid() throws Exception {
        Output output = check("glance.api-servers=" + glance.url() + "/v2");

        assertThat(output.out)
                .contains("ok: Keystone at " + keystone.url() + ": logged in")
                .contains("ok: Glance at " + glance.url() + ": has version 2.15");
        assertThat(output.err).isEmpty();
        assertThat(output.exit).isZero();
    }

    @Test
    void whatTheCatalogHasOfGlanceIsSaid() throws Exception {
        keystone.answerWith(this::serveCatalog);
        catalog = "[{\"type\": \"image\", \"endpoints\": ["
                + "{\"interface\": \"public\", \"region_id\": \"R1\", \"url\": \"https://glance.example.com\"},"
                + "{\"interface\": \"internal\", \"region_id\": \"R1\", \"url\": \"" + glance.url() + "/v2\"}]}]";

        Output output = check("glance.region-name=R1");

        assertThat(output.out)
                .contains("ok: catalogue: image public in R1: https://glance.example.com (alternate links)")
                .contains("ok: catalogue: image internal in R1: " + glance.url() + "/v2 (is called)")
                .contains("ok: Glance at " + glance.url() + ": has version 2.15");
        assertThat(output.exit).isZero();

        Output elsewhere = check("glance.region-name=R2");
        assertThat(elsewhere.err)
                .contains("catalogue: no endpoint for service type image in region R2, interfaces internal, public;"
                        + " there is public in R1, internal in R1: check glance.region-name");
        assertThat(elsewhere.exit).isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsSaidAndNotShown() throws Exception {
        Output output = check("glance.api-servers=" + glance.url(), "keystone-authtoken.username=nobody");

        assertThat(output.err)
                .contains("Keystone at " + keystone.url() + ": status 401 for the login: check the user, the password");
        assertThat(output.out).contains("ok: Glance at ");
        assertThat(output.exit).isEqualTo(1);
    }

    @Test
    void servicesThatCannotBeReachedAreSaidEach() throws Exception {
        Output output = check(
                "keystone-authtoken.auth-url=http://127.0.0.1:1",
                "glance.api-servers=http://127.0.0.1:1," + glance.url(),
                "events.brokers=127.0.0.1:1",
                "events.instance=x",
                "events.password-file=" + folder.resolve("password"));

        assertThat(output.err)
                .contains("Keystone at http://127.0.0.1:1: ")
                .contains("check keystone-authtoken.auth-url")
                .contains("Glance at http://127.0.0.1:1: ")
                .contains("RabbitMQ at [127.0.0.1:1]: ConnectException")
                .contains("check the section events");
        assertThat(output.out).contains("ok: Glance at " + glance.url());
        assertThat(output.exit).isEqualTo(1);
    }

    @Test
    void whatIsNoGlanceIsSaid() throws Exception {
        Output output = check("glance.api-servers=" + keystone.url());

        assertThat(output.err)
                .contains("Glance at " + keystone.url() + ": status 300, and no version 2 of the images API");
        assertThat(output.exit).isEqualTo(1);
    }

    @Test
    void aGatewayWithoutAServiceUserAsksForNoLogin() throws Exception {
        Output own = check("keystone-authtoken.auth-type=none", "glance.api-servers=" + glance.url());
        assertThat(own.out).contains("ok: Keystone at " + keystone.url() + ": responds; no service user");
        assertThat(keystone.calls("POST")).isZero();

        Output none = check("identity=glance", "glance.api-servers=" + glance.url());
        assertThat(none.out).doesNotContain("Keystone at").contains("ok: Glance at ");
        assertThat(none.exit).isZero();
    }
}
