package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.source.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL of a service is that of its catalog, or that of one of its versions: the gateway adds the version itself. */
class VersionedUrlTest {
    private static final Map<String, String> PASSWORD = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret");

    @TempDir
    private Path folder;

    private static GatewayConfig load(String key, String url) throws ConfigException {
        return ConfigLoader.read(null, PASSWORD, Map.of(key, url)).settings();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:9292/v2, http://h:9292",
        "http://h:9292/v2/, http://h:9292",
        "http://h:9292/v2.0//, http://h:9292",
        "http://h:9292/v1, http://h:9292",
        "http://h/image/v2, http://h/image",
        "https://h/image/v2/, https://h/image",
        "http://h/image/, http://h/image",
        "http://h:9292/v2., http://h:9292",
        "http://h:9292/V2.15/, http://h:9292",
        "http://h:9292//v2, http://h:9292",
        "http://[2001:db8::1]:9292/v2, http://[2001:db8::1]:9292",
        "http://v2/v2, http://v2",
        "http://h/v2image/v2/, http://h/v2image",
        "https://h:443/v2, https://h"
    })
    void glanceIsCalledWithoutIt(String url, String server) throws Exception {
        GatewayConfig config = load("glance.api-servers", url);

        assertThat(config.glance().backend().servers()).hasToString("[" + server + "]");
        assertThat(config.links().glancePrefix()).hasToString(server);
    }

    @Test
    void eachServerOfAListIsCalledWithoutIt() throws Exception {
        Path file = Files.writeString(
                folder.resolve("f"), "glance:\n  api-servers: [http://a:9292/v2, http://b:9292, http://c/image/v2/]\n");

        assertThat(ConfigLoader.read(file, PASSWORD, Map.of())
                        .settings()
                        .glance()
                        .backend()
                        .servers())
                .hasToString("[http://a:9292, http://b:9292, http://c/image]");
    }

    @ParameterizedTest
    @CsvSource({
        "http://k:5000/v3, http://k:5000",
        "http://k:5000/v3/, http://k:5000",
        "http://k:5000/v2.0, http://k:5000",
        "http://k:5000/v2.0/, http://k:5000",
        "http://k/identity/v3, http://k/identity",
        "https://k/identity/v3//, https://k/identity",
        "https://k/identity, https://k/identity"
    })
    void keystoneIsCalledWithoutIt(String url, String server) throws Exception {
        KeystoneConfig config = load("keystone-authtoken.auth-url", url).keystone();

        assertThat(config.backend().servers()).hasToString("[" + server + "]");
        assertThat(config.authenticateUri()).isEqualTo(server);
        assertThat(ConfigLoader.read(
                                null,
                                Map.of(
                                        "OS_AUTH_URL",
                                        url,
                                        "OS_USERNAME",
                                        "u",
                                        "OS_PASSWORD",
                                        "x",
                                        "OS_PROJECT_NAME",
                                        "p"),
                                Map.of())
                        .settings()
                        .keystone()
                        .backend()
                        .servers())
                .hasToString("[" + server + "]");
    }

    @Test
    void eachKeystoneOfAListIsCalledWithoutIt() throws Exception {
        Path file = Files.writeString(
                folder.resolve("f"), "keystone-authtoken:\n  auth-url: [http://a:5000/v3, http://b/identity/v3/]\n");

        KeystoneConfig config =
                ConfigLoader.read(file, PASSWORD, Map.of()).settings().keystone();
        assertThat(config.backend().servers()).hasToString("[http://a:5000, http://b/identity]");
        assertThat(config.authenticateUri()).isEqualTo("http://a:5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h:9292/v2/images",
                "http://h/image/v2/schemas/image",
                "http://h/v2/v2",
                "http://h/v2/tasks",
                "http://h/v2/metadefs/namespaces",
                "http://h/v2/info/import",
                "http://h/v2/cache/",
                "http://h/V2//Images",
                "http://h/v2.15/images/detail",
                "http://h/v1/images/detail",
                "http://h/v2/v1.0/"
            })
    void aResourceOfGlanceStopsTheStart(String url) {
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> load("glance.api-servers", url));

        assertThat(problem)
                .hasMessage("--set: glance.api-servers: \"" + url
                        + "\" (expected: Glance's URL, with or without /v2 at its end)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://k:5000/v3/auth/tokens",
                "http://k/identity/v3/auth",
                "http://k/v2.0/tokens",
                "http://k/v3/users",
                "http://k/v3/projects/p",
                "http://k/v3/v3",
                "http://k/v3/auth/projects"
            })
    void aResourceOfKeystoneStopsTheStart(String url) {
        String key = "keystone-authtoken.auth-url";

        assertThat(catchThrowableOfType(ConfigException.class, () -> load(key, url)))
                .hasMessage("--set: " + key + ": \"" + url
                        + "\" (expected: Keystone's URL, with or without /v3 at its end)");
    }
}
