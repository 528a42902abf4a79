package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.Domain;
import dev.vitrine.config.Credentials.Named;
import dev.vitrine.config.Credentials.Password;
import dev.vitrine.config.source.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The bodies that Keystone's API reference has for a login with a password ("Password authentication with scoped
 * authorization").
 */
class ServiceTokenTest {
    private static JsonObject auth(Credentials credentials) {
        Buffer body = ServiceToken.request(credentials, Duration.ofSeconds(1)).body();
        return Objects.requireNonNull(body).toJsonObject().getJsonObject("auth");
    }

    @Test
    void aUserAndAProjectGoByTheirNamesInTheirDomains() {
        JsonObject auth = auth(new Password(
                new Named("name", "gateway", new Domain("name", "Users")),
                new Secret("s3cret"),
                new Named("name", "services", new Domain("id", "d1"))));

        assertThat(auth.getJsonObject("identity").encode())
                .isEqualTo("{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"gateway\","
                        + "\"domain\":{\"name\":\"Users\"},\"password\":\"s3cret\"}}}");
        assertThat(auth.getJsonObject("scope").encode())
                .isEqualTo("{\"project\":{\"name\":\"services\",\"domain\":{\"id\":\"d1\"}}}");
    }

    @Test
    void byAnIdTheyNeedNoDomain() {
        JsonObject auth =
                auth(new Password(new Named("id", "u1", null), new Secret("s3cret"), new Named("id", "p1", null)));

        assertThat(auth.getJsonObject("identity").getJsonObject("password").encode())
                .isEqualTo("{\"user\":{\"id\":\"u1\",\"password\":\"s3cret\"}}");
        assertThat(auth.getJsonObject("scope").encode()).isEqualTo("{\"project\":{\"id\":\"p1\"}}");
    }
}
