package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator can see and do on the management listener. */
@ExtendWith(VertxExtension.class)
class CacheHandlerIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String ENTRIES = "/cache/images/" + TestGateway.FAKEIMAGE7;

    private static RawHttp.Answer ask(TestGateway gateway, String method, String path) throws IOException {
        return RawHttp.send(gateway.managementPort(), method, path, "Host: 127.0.0.1");
    }

    private static JsonArray entries(TestGateway gateway, String path) throws IOException {
        return new JsonObject(ask(gateway, "GET", path).body()).getJsonArray("entries");
    }

    @Test
    void entriesOfAnImageAreListedByAccessClassWithoutTheImagesContent(Vertx vertx) throws Exception {
        ManualClocks clock = new ManualClocks();
        TestGateway gateway = TestGateway.start(vertx, clock.time());
        assertThat(entries(gateway, ENTRIES)).isEmpty();
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE + ".xml");
        clock.pass(Duration.ofSeconds(7));

        JsonArray entries = entries(gateway, ENTRIES);

        assertThat(entries).hasSize(1);
        JsonObject image = entries.getJsonObject(0);
        assertThat(image.getString("id")).isEqualTo(TestGateway.FAKEIMAGE7);
        assertThat(image.getString("project")).isEqualTo("openstack");
        assertThat(image.getString("state")).isEqualTo("stale");
        assertThat(image.getDouble("age_seconds")).isEqualTo(7.0);
        assertThat(image.getString("visibility")).isEqualTo("private");
        assertThat(image.getString("access_class")).matches("[0-9a-f]{8}");
        assertThat(image.getString("role_class")).isNull();
        assertThat(image.getJsonArray("views")).isEqualTo(JsonArray.of("json+OS-DCF", "xml+OS-DCF"));
        assertThat(image.getLong("bytes")).isPositive();
        assertThat(entries.encode()).doesNotContain("fakeimage7", "demo");
    }

    @Test
    void callersOfTheSameRolesShareTheEntryOfAPublicImage(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE);
        gateway.get("other", "/v2/other/images/" + TestGateway.PUBLIC_IMAGE);

        JsonArray entries = entries(gateway, "/cache/images/" + TestGateway.PUBLIC_IMAGE);

        assertThat(entries).hasSize(1);
        assertThat(entries.getJsonObject(0).getString("visibility")).isEqualTo("public");
        assertThat(entries.getJsonObject(0).getString("role_class")).matches("[0-9a-f]{8}");
    }

    @Test
    void anInvalidatedImageIsLoadedAgain(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        gateway.get("demo", IMAGE);
        assertThat(gateway.imageCalls()).isEqualTo(1);

        RawHttp.Answer invalidation = ask(gateway, "DELETE", ENTRIES);
        RawHttp.Answer again = ask(gateway, "DELETE", ENTRIES);
        gateway.get("demo", IMAGE);

        assertThat(invalidation.body()).isEqualTo("{\"invalidated\":1}\n");
        assertThat(again.body()).isEqualTo("{\"invalidated\":0}\n");
        assertThat(gateway.imageCalls()).isEqualTo(2);
    }

    @Test
    void allImagesCanBeInvalidatedAndAreCounted(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        gateway.get("demo", "/v2/openstack/images");
        JsonObject before = new JsonObject(ask(gateway, "GET", "/cache").body());

        RawHttp.Answer invalidation = ask(gateway, "DELETE", "/cache/images");

        assertThat(before.getLong("images")).isEqualTo(1);
        assertThat(before.getLong("lists")).isEqualTo(1);
        assertThat(before.getLong("image_bytes")).isBetween(1L, before.getLong("image_max_bytes"));
        assertThat(before.getLong("list_bytes")).isBetween(1L, before.getLong("list_max_bytes"));
        assertThat(invalidation.body()).isEqualTo("{\"invalidated\":1}\n");
        assertThat(new JsonObject(ask(gateway, "GET", "/cache").body()).getLong("images"))
                .isZero();
        assertThat(entries(gateway, ENTRIES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /cache/images/no-id,                                404",
        "GET,    /cache/images/70A599E0-31E7-49B7-B260-868F441E862B, 404",
        "GET,    /cache/elsewhere,                                   404",
        "DELETE, /cache,                                             405",
        "PUT,    /cache/images,                                      405",
        "OPTIONS, /cache/images,                                     405",
        "POST,   /cache/images/70a599e0-31e7-49b7-b260-868f441e862b, 405",
        "DELETE, /config,                                            405",
        "HEAD,   /cache/images/70a599e0-31e7-49b7-b260-868f441e862b, 200"
    })
    void unknownPathsAndMethodsAreRejected(String method, String path, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        assertThat(ask(gateway, method, path).status()).isEqualTo(status);
    }

    /** Against DNS rebinding: a page from elsewhere gets nothing through a browser on this machine. */
    @ParameterizedTest
    @CsvSource({
        "evil.example.com,      403",
        "badcafe.de,            403",
        "127.0.0.1.example.com, 403",
        "127.0.0.1:8775,        200",
        "localhost:8775,        200",
        "[::1]:8775,            200"
    })
    void onlyRequestsByAddressAreServedWithoutAToken(String host, int status, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (String path : List.of("/config", "/cache", "/cache/images", ENTRIES)) {
            assertThat(RawHttp.send(gateway.managementPort(), "GET", path, "Host: " + host)
                            .status())
                    .isEqualTo(status);
        }
        assertThat(RawHttp.send(gateway.managementPort(), "DELETE", ENTRIES, "Host: " + host)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void effectiveSettingsAreListedWithOriginsAndWithoutSecrets(Vertx vertx, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.token-file=" + token, "cache.fresh=7s");

        RawHttp.Answer config = RawHttp.send(
                gateway.managementPort(), "GET", "/config", "Host: gateway", "Authorization: Bearer s3cret");

        assertThat(config.status()).isEqualTo(200);
        assertThat(new JsonObject(config.body()).getJsonArray("settings"))
                .contains(
                        setting("cache.fresh", "7s", "--set"),
                        setting("cache.stale-while-revalidate", "5s", "default"),
                        setting("cache.max-bytes", "64MiB", "default"),
                        setting("mounts.v2.extensions", new JsonArray().add("OS-DCF"), "default"),
                        setting("management.token", "(hidden)", "management.token-file"),
                        setting("keystone-authtoken.password", "(hidden)", "VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD"));
        assertThat(config.body()).doesNotContain("s3cret", "\"" + DemoCloud.SERVICE_PASSWORD + "\"");
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/config", "Host: 127.0.0.1")
                        .status())
                .isEqualTo(401);
        assertThat(RawHttp.send(gateway.managementPort(), "DELETE", ENTRIES, "Host: 127.0.0.1")
                        .status())
                .isEqualTo(401);
    }

    private static JsonObject setting(String key, Object value, String origin) {
        return new JsonObject().put("key", key).put("value", value).put("origin", origin);
    }
}
