package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cached list is found by the path and query that ask the API for it. */
@ExtendWith(VertxExtension.class)
class ListEntriesHandlerIT {
    private static final String MARKER = TestGateway.FAKEIMAGE7;

    private static RawHttp.Answer send(TestGateway gateway, String method, String target, String... headers)
            throws IOException {
        return RawHttp.send(gateway.managementPort(), method, target, headers);
    }

    private static JsonObject lookUp(TestGateway gateway, String path, String accept) throws IOException {
        String target = "/cache/lists?path=" + URLEncoder.encode(path, UTF_8)
                + (accept == null ? "" : "&accept=" + URLEncoder.encode(accept, UTF_8));
        return new JsonObject(send(gateway, "GET", target, "Host: 127.0.0.1").body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/v2/openstack/images                   | -                | false | json+OS-DCF                 | 1000 | ''",
                "/v2/openstack/images/detail            | -                | true  | json+OS-DCF                 | 1000 | ''",
                "/v2/openstack/images/detail.xml        | -                | true  | xml+OS-DCF                  | 1000 | ''",
                "/v2/openstack/images                   | application/xml  | false | xml+OS-DCF                  | 1000 | ''",
                "/v2.1/openstack/images/detail?limit=2  | application/xml  | true  | json+OS-DCF+OS-EXT-IMG-SIZE | 2    | ''",
                "/v2/images?name=a+b&status=active      | -                | false | json+OS-DCF                 | 1000 | name=eq:a b,status=active",
                "/v2//openstack/images?x=1;minRam=01    | -                | false | json+OS-DCF                 | 1000 | min_ram=1"
            })
    void listIsFoundUnderWhatGlanceIsAskedFor(
            String path, String accept, boolean detail, String view, int limit, String filters, Vertx vertx)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        assertThat(lookUp(gateway, path, accept).getJsonArray("entries")).isEmpty();
        String[] headers = accept == null ? new String[0] : new String[] {"Accept: " + accept};
        assertThat(gateway.get("demo", path, headers).status()).isEqualTo(200);

        JsonObject found = lookUp(gateway, path, accept);

        JsonObject list = found.getJsonObject("list");
        assertThat(list.getBoolean("detail")).isEqualTo(detail);
        assertThat(list.getString("view")).isEqualTo(view);
        assertThat(list.getInteger("limit")).isEqualTo(limit);
        assertThat(list.getString("marker")).isNull();
        assertThat(String.join(
                        ",",
                        list.getJsonArray("filters").stream()
                                .map(String::valueOf)
                                .toList()))
                .isEqualTo(filters);
        assertThat(found.getJsonArray("entries")).hasSize(1);
    }

    @Test
    void entriesSayClassAgeAndStateAndNothingOfTheContent(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        String path = "/v2/openstack/images/detail?limit=1&marker=" + MARKER + "&property-_a=b";
        gateway.get("demo", path);
        clock.pass(Duration.ofSeconds(7));
        gateway.get("other", "/v2/other/images/detail?limit=1&marker=" + TestGateway.PUBLIC_IMAGE);

        JsonObject found = lookUp(gateway, path, null);

        JsonArray entries = found.getJsonArray("entries");
        assertThat(found.getJsonObject("list").getString("marker")).isEqualTo(MARKER);
        assertThat(found.getJsonObject("list").getJsonArray("compared")).containsExactly("_a=b");
        assertThat(entries).hasSize(1);
        JsonObject entry = entries.getJsonObject(0);
        assertThat(entry.getString("state")).isEqualTo("stale");
        assertThat(entry.getDouble("age_seconds")).isEqualTo(7.0);
        assertThat(entry.getString("access_class")).matches("[0-9a-f]{8}");
        assertThat(entry.getInteger("images")).isBetween(0, 1);
        assertThat(entry.getLong("bytes")).isPositive();
        assertThat(entries.encode()).doesNotContain("fakeimage", "demo");

        send(gateway, "DELETE", "/cache/images", "Host: 127.0.0.1");
        assertThat(lookUp(gateway, path, null)
                        .getJsonArray("entries")
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("invalidated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/openstack/images/" + MARKER,
                "/v2/openstack/images?limit=x",
                "/v2/openstack/images?status=nonsense",
                "/v2/openstack/images?name=%FF",
                "/v2.1/openstack/images.xml",
                "/elsewhere",
                "/v2/%zz/images",
                "",
                "?"
            })
    void whatIsNeverCachedIsNoList(String path, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(lookUp(gateway, path, null).encode()).isEqualTo("{\"list\":null,\"entries\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /cache/lists,                                400",
        "GET,    /cache/lists?path=/v2/p/images&path=/v2,     400",
        "GET,    /cache/lists?path=%zz,                       400",
        "GET,    /cache/lists/,                               404",
        "DELETE, /cache/lists?path=/v2/openstack/images,      405",
        "HEAD,   /cache/lists?path=/v2/openstack/images,      200"
    })
    void otherRequestsAreRejected(String method, String target, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(send(gateway, method, target, "Host: 127.0.0.1").status()).isEqualTo(status);
    }

    @Test
    void theTokenIsRequiredWhereOneIsConfigured(Vertx vertx, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.token-file=" + token);
        String target = "/cache/lists?path=/v2/openstack/images";

        assertThat(send(gateway, "GET", target, "Host: 127.0.0.1").status()).isEqualTo(401);
        assertThat(send(gateway, "GET", target, "Host: 127.0.0.1", "Authorization: Bearer s3cret")
                        .status())
                .isEqualTo(200);
    }
}
