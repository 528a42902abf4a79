package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.source.EffectiveSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What show-config shows of the effective settings. */
class LoadedConfigTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret", "VITRINE_LISTEN_PORT", "9000");

    @TempDir
    private Path folder;

    private static List<String> lines(LoadedConfig configuration) {
        return configuration.effective().stream().map(EffectiveSetting::line).toList();
    }

    @Test
    void eachSettingIsShownWithItsOrigin() throws Exception {
        Path file = Files.writeString(
                folder.resolve("f.yaml"), "cache:\n  fresh: 1m\nglance:\n  api-servers: [http://a:1, http://b:2]\n");

        assertThat(lines(ConfigLoader.read(file, ENVIRONMENT, Map.of("cache.stale-while-revalidate", "90s"))))
                .contains(
                        "cache.fresh: 1m  # " + file + ":2",
                        "cache.stale-while-revalidate: 90s  # --set",
                        "listen.port: 9000  # VITRINE_LISTEN_PORT",
                        "listen.host: 0.0.0.0  # default",
                        "cache.max-bytes: 64MiB  # default",
                        "identity: keystone  # default",
                        "microversion.max: 2.35  # default",
                        "glance.api-servers: [http://a:1, http://b:2]  # " + file + ":4",
                        "links.glance-link-prefix: http://a:1  # default",
                        "listen.tls-key:  # default",
                        "# keystone-authtoken.password: (hidden)  # VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD",
                        "# management.token: (none)  # default");
    }

    @Test
    void everyKeyThatCanBeSetIsShown() throws Exception {
        assertThat(ConfigLoader.read(null, ENVIRONMENT, Map.of()).effective().stream()
                        .filter(setting -> setting.kind() != EffectiveSetting.Kind.SECRET)
                        .map(EffectiveSetting::key))
                .containsExactlyInAnyOrderElementsOf(GatewayConfigTest.keys());
    }

    @Test
    void whatIsShownIsASettingsFileThatSetsTheSame() throws Exception {
        Map<String, String> flags = Map.of(
                "keystone-authtoken.username", "a \"b\" 'c': #\u00e9\t",
                "links.allowed-hosts", "a:1,b",
                "cors.allowed-origins", "*",
                "cache.max-bytes", "3MiB");
        LoadedConfig shown = ConfigLoader.read(null, ENVIRONMENT, flags);

        Path file = Files.writeString(
                folder.resolve("shown.yaml"), lines(shown).stream().collect(Collectors.joining("\n")));

        assertThat(ConfigLoader.read(file, ENVIRONMENT, Map.of()).settings()).isEqualTo(shown.settings());
    }

    @Test
    void noSecretIsEverShown() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Map<String, String> flags = Map.of(
                "keystone-authtoken.password-file", secret.toString(), "management.token-file", secret.toString());

        assertThat(lines(ConfigLoader.read(null, Map.of(), flags)).toString())
                .contains("password: (hidden)  # keystone-authtoken.password-file", secret.toString())
                .doesNotContain("s3cret");
    }

    @Test
    void eachServiceWhoseCertificateIsNotCheckedIsAWarning() throws Exception {
        assertThat(ConfigLoader.read(null, ENVIRONMENT, Map.of()).warnings()).isEmpty();

        Map<String, String> flags =
                Map.of("keystone-authtoken.insecure", "true", "glance.insecure", "true", "events.insecure", "true");
        List<String> warnings = ConfigLoader.read(null, ENVIRONMENT, flags).warnings();

        assertThat(warnings).hasSize(3).allMatch(warning -> warning.contains("host name") && warning.contains(" not "));
        assertThat(warnings.get(0)).startsWith("keystone-authtoken.insecure: ").contains("Keystone");
        assertThat(warnings.get(1)).startsWith("glance.insecure: ").contains("Glance");
        assertThat(warnings.get(2)).startsWith("events.insecure: ").contains("broker");
    }
}
