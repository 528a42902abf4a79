package dev.vitrine.config.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.Domain;
import dev.vitrine.config.KeystoneConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service user from where OpenStack's clients read it. */
class ServiceUserTest {
    private static final Map<String, String> OPENRC = Map.of(
            "OS_AUTH_URL", "https://keystone.example.com/v3",
            "OS_USERNAME", "gateway",
            "OS_PASSWORD", "s3cret",
            "OS_USER_DOMAIN_NAME", "Users",
            "OS_PROJECT_NAME", "services",
            "OS_PROJECT_DOMAIN_ID", "d1",
            "OS_REGION_NAME", "RegionOne",
            "OS_INTERFACE", "internal");

    private static final String CLOUDS = """
            clouds:
              mine:
                auth: &mine
                  auth_url: https://keystone.example.com
                  username: gateway
                  password: 0123
                  project_name: services
                networks:
                  - name: a
              other:
                auth_type: v3applicationcredential
                auth:
                  auth_url: https://keystone.example.com
                  application_credential_id: c1
                  application_credential_secret: s3cret
              again:
                auth: *mine
            """;

    @TempDir
    private Path folder;

    private static KeystoneConfig keystone(Map<String, String> environment) throws ConfigException {
        return ConfigLoader.read(null, environment, Map.of()).settings().keystone();
    }

    private Map<String, String> cloud(String name) throws IOException {
        Path file = Files.writeString(folder.resolve("clouds.yaml"), CLOUDS);
        return Map.of("OS_CLOUD", name, "OS_CLIENT_CONFIG_FILE", file.toString());
    }

    @Test
    void theVariablesOfAnOpenrcNameTheServiceUserAndItsKeystone() throws Exception {
        KeystoneConfig keystone = keystone(OPENRC);

        assertThat(keystone.backend().servers()).hasToString("[https://keystone.example.com]");
        assertThat(keystone.credentials())
                .isEqualTo(new Credentials.Password(
                        new Credentials.Named("name", "gateway", new Domain("name", "Users")),
                        new Secret("s3cret"),
                        new Credentials.Named("name", "services", new Domain("id", "d1"))));
    }

    @Test
    void theirOriginsAreShownAndThePasswordIsNot() throws Exception {
        assertThat(ConfigLoader.read(null, OPENRC, Map.of()).effective().stream()
                        .map(EffectiveSetting::line))
                .contains(
                        "keystone-authtoken.auth-url: [https://keystone.example.com/v3]  # OS_AUTH_URL",
                        "keystone-authtoken.username: gateway  # OS_USERNAME",
                        "# keystone-authtoken.password: (hidden)  # OS_PASSWORD")
                .noneMatch(line -> line.contains("s3cret"));
    }

    /** Else the password of one would be sent to the Keystone of the other. */
    @Test
    void settingAnythingOfTheServiceUserReplacesAllOfIt() throws Exception {
        Map<String, String> environment = new HashMap<>(OPENRC);
        environment.put("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "own");

        KeystoneConfig keystone = keystone(environment);

        assertThat(keystone.backend().servers()).hasToString("[http://127.0.0.1:5000]");
        assertThat(keystone.credentials()).isInstanceOfSatisfying(Credentials.Password.class, password -> {
            assertThat(password.user().value()).isEqualTo("vitrine");
            assertThat(password.password()).isEqualTo(new Secret("own"));
        });
        assertThat(ConfigLoader.read(Path.of("conf/vitrine.yaml"), environment, Map.of())
                        .settings()
                        .keystone())
                .isEqualTo(keystone);
    }

    @Test
    void variablesWithoutAKeystoneNameNoServiceUser() {
        assertThat(problem(Map.of("OS_USERNAME", "gateway", "OS_PASSWORD", "s3cret")))
                .startsWith("keystone-authtoken.password: nothing");
    }

    @Test
    void aCloudOfCloudsYamlNamesIt() throws Exception {
        assertThat(keystone(cloud("mine")).credentials())
                .isInstanceOfSatisfying(Credentials.Password.class, password -> {
                    assertThat(password.user().value()).isEqualTo("gateway");
                    assertThat(password.password()).isEqualTo(new Secret("0123"));
                });
        assertThat(keystone(cloud("again"))).isEqualTo(keystone(cloud("mine")));
        assertThat(keystone(cloud("other")).credentials())
                .isEqualTo(new Credentials.ApplicationCredential("c1", new Secret("s3cret")));
    }

    @Test
    void secretsMayStandInSecureYamlBesideIt() throws Exception {
        Map<String, String> environment = cloud("mine");
        Files.writeString(folder.resolve("secure.yaml"), "clouds: {mine: {auth: {password: other}}}");

        assertThat(keystone(environment).credentials())
                .isInstanceOfSatisfying(
                        Credentials.Password.class,
                        password -> assertThat(password.password()).isEqualTo(new Secret("other")));
    }

    @Test
    void whatIsWrongWithItIsReportedWithFileAndLineOrVariable() throws Exception {
        Path file = folder.resolve("clouds.yaml");
        Map<String, String> environment = new HashMap<>(cloud("nowhere"));
        assertThat(problem(environment))
                .isEqualTo(
                        file + ": no cloud \"nowhere\" with an auth section (expected: the one that OS_CLOUD names)");

        environment.put("OS_CLIENT_CONFIG_FILE", folder.resolve("none").toString());
        assertThat(problem(environment))
                .startsWith("OS_CLOUD: \"nowhere\" (expected: a clouds.yaml with it, here, in ");

        Map<String, String> token = new HashMap<>(OPENRC);
        token.put("OS_AUTH_TYPE", "token");
        assertThat(problem(token))
                .isEqualTo("OS_AUTH_TYPE: keystone-authtoken.auth-type: \"token\" (expected: one of password,"
                        + " v3applicationcredential, none)");
        token.put("OS_AUTH_TYPE", "v3password");
        assertThat(problem(token)).isEmpty();
    }

    private static String problem(Map<String, String> environment) {
        ConfigException problem = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(null, environment, Map.of()).settings());
        return problem == null ? "" : problem.getMessage();
    }
}
