package dev.vitrine.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoGlanceIT {
    private static final String PATCH = "application/openstack-images-v2.1-json-patch";
    private static final String PUBLIC = "11111111-1111-4111-8111-111111111111";
    private static final String ACCEPTED = "33333333-3333-4333-8333-333333333333";
    private static final String PENDING = "44444444-4444-4444-8444-444444444444";
    private static final String FRESH = "12345678-1234-4234-8234-123456789abc";
    private static final String PROTECTED = "cdcdcdcd-cdcd-4dcd-8dcd-cdcdcdcdcdcd";

    private final DemoCloud cloud = DemoCloud.seeded(new StillClock());
    private final Vertx vertx = Vertx.vertx();
    private String glance = "";
    private String keystone = "";

    @BeforeEach
    void start() throws Exception {
        DemoServers servers = DemoServers.start(vertx, cloud, 0, 0).await(5, SECONDS);
        glance = servers.glanceUrl();
        keystone = servers.keystoneUrl();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void showsTheRecordByteForByte() throws Exception {
        Exchange shown = ask("GET", "/" + DemoImages.FAKEIMAGE7, "demo");

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Content-Type")).isEqualTo("application/json");
        assertThat(shown.header("x-openstack-request-id")).startsWith("req-");
        assertThat(shown.response().body())
                .isEqualTo(cloud.image(DemoImages.FAKEIMAGE7).json().toString());
    }

    @Test
    void notFoundIsJsonOrHtml() throws Exception {
        Exchange json = ask("GET", "/x<y", "demo");
        Exchange html = Exchange.of("GET", glance + "/v2/images/x%3Cy", "", "X-Auth-Token", "demo");

        assertThat(json.json())
                .isEqualTo(DemoJson.object()
                        .put("message", "No image found with ID x<y<br /><br />\n\n\n")
                        .put("code", "404 Not Found")
                        .put("title", "Not Found"));
        assertThat(html.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(html.response().body())
                .contains("<h1>404 Not Found</h1>\n  No image found with ID x&lt;y<br /><br />\n\n\n\n </body>");
    }

    @Test
    void missingOrInvalidTokenIsAnsweredWithTheUrlOfKeystone() throws Exception {
        Exchange refused = ask("GET", "", "unknown");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Keystone uri=\"" + keystone + "\"");
        assertThat(refused.json().at("/error/code").asInt()).isEqualTo(401);
    }

    @Test
    void idsAreCaseSensitive() throws Exception {
        assertThat(ask("GET", "/" + DemoImages.FAKEIMAGE7.toUpperCase(Locale.ROOT), "demo")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void listsWhatTheProjectMaySee() throws Exception {
        JsonNode page = ask("GET", "", "other").json();

        assertThat(page.path("images").findValuesAsText("id"))
                .contains(PUBLIC, ACCEPTED, "55555555-5555-4555-8555-555555555555")
                .doesNotContain(PENDING, DemoImages.FAKEIMAGE7, "abababab-abab-4bab-8bab-abababababab");
    }

    @Test
    void changesAreSeenByTheNextRequest() throws Exception {
        Exchange changed = patch("demo", "[{\"op\":\"add\",\"path\":\"/colour\",\"value\":\"blue\"}]", PATCH);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("colour").asText()).isEqualTo("blue");
        assertThat(changed.json().path("updated_at").asText()).isEqualTo("2026-06-01T12:00:00Z");
        assertThat(ask("GET", "/" + DemoImages.FAKEIMAGE7, "demo").json()).isEqualTo(changed.json());
    }

    @Test
    void patchOfAnotherTypeIsAnsweredWithTheSupportedOne() throws Exception {
        Exchange refused = patch("demo", "[]", "application/json");

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.header("Accept-Patch")).isEqualTo(PATCH);
    }

    @ParameterizedTest(name = "{1} deletes {0}: {2}")
    @CsvSource({
        DemoImages.FAKEIMAGE7 + ", demo, 204",
        DemoImages.FAKEIMAGE7 + ", admin, 204",
        DemoImages.FAKEIMAGE7 + ", other, 404",
        PUBLIC + ", demo, 403",
        PROTECTED + ", demo, 403",
        PROTECTED + ", admin, 403",
        "unknown, demo, 404",
    })
    void onlyOwnersDeleteUnprotectedImages(String id, String token, int status) throws Exception {
        assertThat(ask("DELETE", "/" + id, token).status()).isEqualTo(status);
    }

    @Test
    void deletedImageIsHiddenAndItsIdStaysInUse() throws Exception {
        ask("DELETE", "/" + DemoImages.FAKEIMAGE7, "demo");

        assertThat(ask("GET", "/" + DemoImages.FAKEIMAGE7, "admin").status()).isEqualTo(404);
        assertThat(create("demo", "{\"id\": \"" + DemoImages.FAKEIMAGE7 + "\"}").status())
                .isEqualTo(409);
    }

    @Test
    void createdImageIsQueuedAndShared() throws Exception {
        Exchange created = create("demo", "{\"id\": \"" + FRESH + "\", \"name\": \"new\", \"colour\": \"blue\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v2/images/" + FRESH);
        assertThat(created.json().path("status").asText()).isEqualTo("queued");
        assertThat(created.json().path("visibility").asText()).isEqualTo("shared");
        assertThat(created.json().path("owner").asText()).isEqualTo("openstack");
        assertThat(created.json().path("created_at").asText()).isEqualTo("2026-06-01T12:00:00Z");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"visibility\": \"public\"} | 403",
                "{\"owner\": \"other\"} | 403",
                "{\"status\": \"active\"} | 403",
                "{\"os_glance_x\": \"y\"} | 403",
                "{\"id\": \"short\"} | 400",
                "{\"colour\": 1} | 400",
                "[] | 400",
            })
    void invalidCreationIsRejected(String body, int status) throws Exception {
        assertThat(create("demo", body).status()).isEqualTo(status);
    }

    @Test
    void memberIsAddedAcceptedAndRemoved() throws Exception {
        String members = "/" + ACCEPTED + "/members";
        ask("DELETE", members + "/other", "demo");
        assertThat(ask("GET", "/" + ACCEPTED, "other").status()).isEqualTo(404);

        Exchange offered = send("POST", members, "demo", "{\"member\": \"other\"}");
        assertThat(offered.json().path("status").asText()).isEqualTo("pending");
        assertThat(ask("GET", "/" + ACCEPTED, "other").status()).isEqualTo(200);
        assertThat(send("POST", members, "demo", "{\"member\": \"other\"}").status())
                .isEqualTo(409);

        Exchange accepted = send("PUT", members + "/other", "other", "{\"status\": \"accepted\"}");
        assertThat(accepted.json().path("status").asText()).isEqualTo("accepted");
        assertThat(ask("GET", members, "demo").json().at("/members/0/member_id").asText())
                .isEqualTo("other");
    }

    @ParameterizedTest(name = "{0} {1} by {2}: {4}")
    @CsvSource({
        "PUT,    /" + PENDING + "/members/other, demo,  accepted, 403",
        "PUT,    /" + PENDING + "/members/other, other, maybe,    400",
        "PUT,    /" + PENDING + "/members/other, admin, accepted, 200",
        "PUT,    /" + PENDING + "/members/third, admin, accepted, 404",
        "DELETE, /" + PENDING + "/members/other, other, x,        403",
        "POST,   /" + PENDING + "/members,       other, x,        403",
        "GET,    /" + PUBLIC + "/members,        demo,  x,        403",
        "GET,    /" + DemoImages.FAKEIMAGE7 + "/members, other, x, 404",
    })
    void memberRules(String method, String path, String token, String status, int expected) throws Exception {
        String body = "{\"status\": \"" + status + "\", \"member\": \"third\"}";

        assertThat(send(method, path, token, body).status()).isEqualTo(expected);
    }

    @Test
    void imageIsDeactivatedAndReactivated() throws Exception {
        String actions = "/" + DemoImages.FAKEIMAGE7 + "/actions/";

        assertThat(ask("POST", actions + "deactivate", "admin").status()).isEqualTo(204);
        assertThat(cloud.image(DemoImages.FAKEIMAGE7).status()).isEqualTo("deactivated");
        assertThat(ask("POST", actions + "reactivate", "admin").status()).isEqualTo(204);
        assertThat(cloud.image(DemoImages.FAKEIMAGE7).status()).isEqualTo("active");
        assertThat(ask("POST", "/66666666-6666-4666-8666-666666666666/actions/deactivate", "demo")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "GET, /v2/images/, 404",
        "GET, /v2, 404",
        "GET, /v2/images/a/b, 404",
        "PUT, /v2/images, 405",
        "DELETE, /v2/images, 405",
        "POST, /v2/images/a, 405",
    })
    void unknownPathsAndMethodsAreRejected(String method, String path, int status) throws Exception {
        assertThat(Exchange.of(method, glance + path, "", "X-Auth-Token", "demo")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void healthNeedsNoToken() throws Exception {
        assertThat(Exchange.of("GET", glance + "/healthcheck", "", "Accept", "*/*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutAuthenticationEveryCallerIsAnAdministrator() throws Exception {
        HttpServer open = vertx.createHttpServer()
                .requestHandler(DemoGlance.withoutAuthentication(cloud))
                .listen(0, "127.0.0.1")
                .await(5, SECONDS);
        String url = "http://127.0.0.1:" + open.actualPort() + "/v2/images/" + DemoImages.FAKEIMAGE7;

        assertThat(Exchange.of("GET", url, "", "Accept", "*/*").status()).isEqualTo(200);
    }

    private Exchange ask(String method, String path, String token) throws Exception {
        return send(method, path, token, "");
    }

    private Exchange send(String method, String path, String token, String body) throws Exception {
        String url = glance + "/v2/images" + path.replace("<", "%3C");
        return Exchange.of(method, url, body, "X-Auth-Token", token, "Accept", "application/json");
    }

    private Exchange create(String token, String body) throws Exception {
        return send("POST", "", token, body);
    }

    private Exchange patch(String token, String body, String type) throws Exception {
        String url = glance + "/v2/images/" + DemoImages.FAKEIMAGE7;
        return Exchange.of("PATCH", url, body, "X-Auth-Token", token, "Content-Type", type);
    }
}
