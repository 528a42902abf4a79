package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** One request to a running gateway, explained. */
@ExtendWith(VertxExtension.class)
class ExplainIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    @TempDir
    private Path folder;

    private record Result(int exit, String out, String err) {}

    private Result explain(TestGateway gateway, String token, String path, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = {
            "--token-file=" + file,
            "--api=http://127.0.0.1:" + gateway.port(),
            "--management=http://127.0.0.1:" + gateway.managementPort(),
            path
        };
        CommandLine command = new CommandLine(new ExplainCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exit = command.execute(
                Stream.concat(Arrays.stream(more), Arrays.stream(arguments)).toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    @Test
    void theFirstRequestIsExplainedWithItsCallsAndTheSecondWithout(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        Result first = explain(gateway, "demo", IMAGE);
        Result second = explain(gateway, "demo", IMAGE);

        assertThat(first.out.lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("request  GET " + IMAGE + ", req-\\S{36}"),
                        line -> assertThat(line)
                                .matches("token    [0-9a-f]{8} is valid until \\S+, project openstack, access class"
                                        + " [0-9a-f]{8}, role class [0-9a-f]{8}; not cached before"),
                        line -> assertThat(line)
                                .isEqualTo("before   not cached for this access class; 0 for other access classes"),
                        line -> assertThat(line).matches("response 200, \\d+ bytes; cache miss: loaded from Glance"),
                        line -> assertThat(line)
                                .matches("after    cached for this access class: private, fresh, \\S+ s old; 0 for"
                                        + " other access classes"),
                        line -> assertThat(line)
                                .matches("time     \\S+ ms at the client, of which \\S+ ms in the gateway:"),
                        line -> assertThat(line)
                                .matches(
                                        " +\\S+ ms  keystone, GET /v3/auth/tokens\\?nocatalog: 200 \\(started after \\S+ ms\\)"),
                        line -> assertThat(line)
                                .matches(" +\\S+ ms  glance, GET /v2/images/" + TestGateway.FAKEIMAGE7
                                        + ": 200 \\(started after \\S+ ms\\)"),
                        line -> assertThat(line).matches(" +\\S+ ms  the gateway itself"));
        assertThat(second.out)
                .contains(
                        "; cached\n",
                        "; cache hit: served from the cache\n",
                        "before   cached for this access class: private, fresh")
                .doesNotContain("keystone,", "glance,");
        assertThat(first.exit).isZero();
    }

    @Test
    void aListIsExplainedWithWhatItIsCachedUnder(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        String list = "/v2/openstack/images/detail?limit=2&name=x%1B";
        String key = "list     in detail, json+OS-DCF, limit 2, name=eq:x?\n";

        Result miss = explain(gateway, "demo", list);
        clock.pass(Duration.ofSeconds(1));
        Result hit = explain(gateway, "demo", list);
        clock.pass(Duration.ofSeconds(6));
        Result stale = explain(gateway, "demo", list);
        RawHttp.send(gateway.managementPort(), "DELETE", "/cache/images", "Host: 127.0.0.1");
        Result invalidated = explain(gateway, "demo", list);
        Result xml = explain(gateway, "demo", list, "--accept=application/xml");

        assertThat(miss.exit).isZero();
        assertThat(miss.out)
                .contains(
                        key,
                        "before   not cached for this access class; 0 for other access classes\n",
                        "; cache miss: loaded from Glance\n",
                        "after    cached for this access class: fresh, 0.0 s old, 0 images, is served; 0 for other")
                .containsPattern(" glance, GET /v2/images\\?\\S+: 200 ");
        assertThat(hit.out)
                .contains(
                        key,
                        "before   cached for this access class: fresh, 1.0 s old, 0 images, is served; 0 for other",
                        "; cache hit: served from the cache\n")
                .doesNotContain("glance,");
        assertThat(stale.out)
                .contains("before   cached for this access class: stale, 7.0 s old, 0 images, is served while it is"
                        + " refreshed; 0 for other")
                .contains("; cache stale: ");
        assertThat(invalidated.out)
                .contains(" s old, 0 images, is not served, since an image was changed; 0 for other", "; cache miss: ");
        assertThat(xml.out).contains("list     in detail, xml+OS-DCF, limit 2, name=eq:x?\n", "before   not cached");
    }

    @Test
    void listsOfOtherClassesAreCountedAndWhatIsNeverCachedIsSaid(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("other", "/v2/images");

        assertThat(explain(gateway, "demo", "/v2.1/images").out)
                .contains("before   not cached for this access class; 0 for");
        assertThat(explain(gateway, "demo", "/v2/images").out)
                .contains("before   not cached for this access class; 1 for");
        assertThat(explain(gateway, "demo", "/v2/openstack/images?limit=x&server=" + IMAGE).out)
                .contains(
                        "list     never cached: the request is refused, or no image can match it\n",
                        "response 400,",
                        "\nfault    ");
    }

    @Test
    void refusalsAndOutagesAreExplained(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(explain(gateway, "nobody", IMAGE).out)
                .contains(" is not valid", "response 401,", "keystone, GET /v3/auth/tokens?nocatalog: 404");
        gateway.glance.answerWith((HttpServerRequest request) ->
                request.response().setStatusCode(503).end());
        assertThat(explain(gateway, "demo", IMAGE).out)
                .contains("response 503,", "glance, GET /v2/images/" + TestGateway.FAKEIMAGE7 + ": 503");
    }

    @Test
    void aFaultNamesTheCheckThatHasRefusedTheRequest(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        String list = "/v2/openstack/images";

        assertThat(explain(gateway, "demo", list + "?limit=x").out)
                .containsPattern("\nfault    .*limit.*\ncheck    refused by: query\n");
        assertThat(explain(gateway, "demo", "/v2/another/images").out)
                .containsPattern("\nfault    Malformed request URL.*\ncheck    refused by: project in the path\n");
        assertThat(explain(gateway, "nobody", list).out)
                .containsPattern("\nfault    .+\ncheck    refused by: authentication\n");
        assertThat(explain(gateway, "demo", "/v2/openstack/nothing").out)
                .containsPattern("\nfault    .+\ncheck    refused by: path\n");
        assertThat(explain(gateway, "demo", list + "/no-id").out)
                .containsPattern("\nfault    Image not found.\ncheck    refused by: id of the image\n");
        assertThat(explain(gateway, "demo", "/v2/openstack/images/20000000-0000-4000-8000-000000000000").out)
                .containsPattern("\nfault    Image not found.\ncheck    none: the operation answered it;");
        assertThat(explain(gateway, "demo", list).out).doesNotContain("\ncheck ");
    }

    @Test
    void withoutValidationTokensNeverExpire(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "identity=glance");

        assertThat(explain(gateway, "demo", IMAGE).out)
                .containsPattern("token    [0-9a-f]{8} is valid, without a known project, access class");
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/token", "Host: localhost")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theTokenIsNeverShown(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        Result result = explain(gateway, "a-very-secret-token", IMAGE);

        assertThat(result.out + result.err).doesNotContain("a-very-secret-token");
    }

    @Test
    void messagesSayWhatIsMissingAndWhatToDoNext(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(explain(gateway, "", IMAGE).err)
                .isEqualTo(
                        "vitrine: no token (expected: in OS_TOKEN, as of: export OS_TOKEN=$(openstack token issue -f value"
                                + " -c id), or in the file named by --token-file)\n");
        assertThat(explain(gateway, "demo", "v2 /x").err).contains("is no URL (expected: ");
        gateway.gateway.close().await(10, TimeUnit.SECONDS);
        Result gone = explain(gateway, "demo", IMAGE);
        assertThat(gone.exit).isEqualTo(1);
        assertThat(gone.err)
                .contains("no management listener at http://127.0.0.1:", " (--management names another one)");
    }

    @Test
    void aBoundedNumberOfRequestsIsTracedByWellFormedIds(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        for (int i = 0; i < 16; i++) {
            assertThat(trace(gateway, "PUT", i)).isEqualTo(200);
        }

        assertThat(trace(gateway, "PUT", 17)).isEqualTo(503);
        assertThat(trace(gateway, "GET", 3)).isEqualTo(200);
        assertThat(trace(gateway, "GET", 17)).isEqualTo(404);
        assertThat(trace(gateway, "DELETE", 3)).isEqualTo(405);
        assertThat(RawHttp.send(gateway.managementPort(), "PUT", "/requests/mine", "Host: 127.0.0.1")
                        .status())
                .isEqualTo(404);
    }

    private static int trace(TestGateway gateway, String method, int number) throws Exception {
        String id = "req-00000000-0000-4000-8000-0000000000" + (number + 10);
        return RawHttp.send(gateway.managementPort(), method, "/requests/" + id, "Host: 127.0.0.1")
                .status();
    }
}
