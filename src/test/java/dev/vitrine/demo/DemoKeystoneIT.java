package dev.vitrine.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.demo.DemoUser.Credential;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoKeystoneIT {
    private final StillClock clock = new StillClock();
    private final DemoCloud cloud = DemoCloud.seeded(clock);
    private final Vertx vertx = Vertx.vertx();
    private String tokens = "";
    private String service = "";

    @BeforeEach
    void logIn() throws Exception {
        DemoServers servers = DemoServers.start(vertx, cloud, 0, 0).await(5, SECONDS);
        tokens = servers.keystoneUrl() + "/v3/auth/tokens";
        service = login("vitrine", "secret").header("X-Subject-Token");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    @Test
    void loginAnswersWithATokenAndItsDescription() throws Exception {
        Exchange login = login("vitrine", "secret");

        assertThat(login.status()).isEqualTo(201);
        assertThat(login.header("X-Subject-Token")).isNotEmpty();
        assertThat(login.json().at("/token/user/name").asText()).isEqualTo("vitrine");
        assertThat(login.json().at("/token/expires_at").asText()).isEqualTo("2026-06-01T13:00:00.000000Z");
    }

    @Test
    void wrongPasswordIsUnauthorized() throws Exception {
        Exchange login = login("vitrine", "guess");

        assertThat(login.status()).isEqualTo(401);
        assertThat(login.json().at("/error/title").asText()).isEqualTo("Unauthorized");
        assertThat(login.header("WWW-Authenticate")).startsWith("Keystone uri=\"http://127.0.0.1:");
    }

    @Test
    void malformedLoginIsABadRequest() throws Exception {
        assertThat(Exchange.of("POST", tokens, "{", "Accept", "*/*").status()).isEqualTo(400);
    }

    @Test
    void validTokenHasKeystonesDocument() throws Exception {
        Exchange valid = validate(service, "demo");
        JsonNode token = valid.json().path("token");

        assertThat(valid.status()).isEqualTo(200);
        assertThat(valid.header("X-Subject-Token")).isEqualTo("demo");
        assertThat(valid.header("Vary")).isEqualTo("X-Auth-Token");
        assertThat(valid.header("x-openstack-request-id")).matches("req-[0-9a-f-]{36}");
        assertThat(token.at("/project/id").asText()).isEqualTo("openstack");
        assertThat(token.at("/project/domain/id").asText()).isEqualTo("default");
        assertThat(token.path("roles").findValuesAsText("name")).containsExactly("member", "reader");
        assertThat(token.path("expires_at").asText()).isEqualTo("2100-01-01T00:00:00.000000Z");
        assertThat(token.path("audit_ids")).hasSize(1);
        assertThat(token.has("catalog")).isTrue();
    }

    @Test
    void catalogIsOmittedOnRequest() throws Exception {
        Exchange valid =
                Exchange.of("GET", tokens + "?nocatalog", "", "X-Auth-Token", service, "X-Subject-Token", "demo");

        assertThat(valid.json().at("/token/catalog").isMissingNode()).isTrue();
    }

    @Test
    void unknownRevokedAndExpiredTokensAreNotFound() throws Exception {
        cloud.revoke("other");
        cloud.grant("short", DemoUser.of("u", "p").expiringAt(clock.instant().plusSeconds(1)));
        clock.advance(Duration.ofSeconds(1));

        for (String subject : List.of("unknown", "other", "short")) {
            Exchange answer = validate(service, subject);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().at("/error/message").asText()).isEqualTo("Could not recognize Fernet token.");
        }
    }

    @Test
    void validationWithAnInvalidTokenIsUnauthorized() throws Exception {
        assertThat(validate("unknown", "demo").status()).isEqualTo(401);
    }

    @Test
    void usersMayValidateTheirOwnTokenOnly() throws Exception {
        assertThat(validate("demo", "demo").status()).isEqualTo(200);
        assertThat(validate("demo", "other").status()).isEqualTo(403);
        assertThat(validate("admin", "other").status()).isEqualTo(200);
    }

    @Test
    void tokensWithAccessRulesAreValidatedOnlyForClientsThatSupportThem() throws Exception {
        Credential credential =
                new Credential("cred", List.of(new Credential.Rule("/v2.1/*/images", "GET", "compute")));
        cloud.allowCredential(credential, "pass", DemoUser.of("u", "p", "member"));
        String subject = Exchange.of("POST", tokens, """
                        {"auth": {"identity": {"methods": ["application_credential"],
                          "application_credential": {"id": "cred", "secret": "pass"}}}}""", "Accept", "*/*").header("X-Subject-Token");

        assertThat(validate(service, subject).status()).isEqualTo(404);
        Exchange shown = Exchange.of(
                "GET",
                tokens,
                "",
                "X-Auth-Token",
                service,
                "X-Subject-Token",
                subject,
                "OpenStack-Identity-Access-Rules",
                "1.0");
        assertThat(shown.json().at("/token/methods/0").asText()).isEqualTo("application_credential");
        assertThat(shown.json()
                        .at("/token/application_credential/access_rules/0/path")
                        .asText())
                .isEqualTo("/v2.1/*/images");
    }

    @Test
    void otherScopesHaveNoProject() throws Exception {
        cloud.grant("domain", DemoUser.of("u", "p", "admin").in(new DemoUser.Scope.DomainScope("d", "D")));
        cloud.grant("system", DemoUser.of("u", "p", "admin").in(new DemoUser.Scope.SystemScope()));
        cloud.grant("none", DemoUser.of("u", "p", "admin").in(new DemoUser.Scope.Unscoped()));

        assertThat(validate(service, "domain").json().at("/token/domain/id").asText())
                .isEqualTo("d");
        assertThat(validate(service, "system").json().at("/token/system/all").asBoolean())
                .isTrue();
        JsonNode unscoped = validate(service, "none").json().path("token");
        assertThat(unscoped.has("roles") || unscoped.has("project") || unscoped.has("catalog"))
                .isFalse();
    }

    @Test
    void revocationTakesEffectAtOnce() throws Exception {
        Exchange revoked = Exchange.of("DELETE", tokens, "", "X-Auth-Token", "demo", "X-Subject-Token", "demo");

        assertThat(revoked.status()).isEqualTo(204);
        assertThat(validate(service, "demo").status()).isEqualTo(404);
    }

    @Test
    void headAnswersWithoutABody() throws Exception {
        Exchange head = Exchange.of("HEAD", tokens, "", "X-Auth-Token", service, "X-Subject-Token", "demo");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
    }

    @Test
    void versionsNeedNoToken() throws Exception {
        String root = tokens.replace("/v3/auth/tokens", "");

        assertThat(Exchange.of("GET", root + "/v3", "", "Accept", "*/*")
                        .json()
                        .at("/version/id")
                        .asText())
                .isEqualTo("v3.14");
        assertThat(Exchange.of("GET", root + "/", "", "Accept", "*/*").status()).isEqualTo(300);
    }

    private Exchange login(String name, String password) throws Exception {
        String body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "%s", "domain": {"id": "default"}, "password": "%s"}}}}}""".formatted(name, password);
        return Exchange.of("POST", tokens, body, "Content-Type", "application/json");
    }

    private Exchange validate(String asking, String subject) throws Exception {
        return Exchange.of("GET", tokens, "", "X-Auth-Token", asking, "X-Subject-Token", subject);
    }
}
