package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.KeyNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A password in a URL is shown nowhere, whichever setting it stands in, wherever that is written, right or wrong. */
class UrlSecretsTest {
    private static final Map<String, String> PASSWORD = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x");

    /** Every text holds at least one of these words, and nothing of them may be shown. */
    private static final List<String> SECRETS = List.of("hunter", "sesame");

    private static final List<String> URLS = List.of(
            "http://user:hunter@host",
            "http://user:hunter@host:5000/v3?x#y",
            "HTTP://user:hunter@host",
            "hTTps://user:hunter@host:0",
            "http://hunter@host",
            "http://user:hunter@sesame@host",
            "http://hunter:sesame@ho st",
            "http://user:hun%74er%40sesame@host",
            "http://user:hunter%40host",
            "http://user:hunter/sesame@host",
            "http://user:hunter?sesame@host",
            "http://user:hunter#sesame@host",
            "http://user:hunter,sesame@host",
            "http://user:hunter, sesame@host",
            "http://host/user:hunter@other",
            "http:///user:hunter@host",
            "http:/user:hunter@host",
            "http:user:hunter@host",
            "http://user:hunter",
            "//user:hunter@host",
            "amqp://user:hunter@host:5672",
            "AMQPS://user:hunter@host/vhost",
            "user:hunter@host:5672",
            "user:hunter@host");

    private static final List<String> SOME_URLS = List.of("http://user:hunter@host", "http://user:hunter, sesame@host");

    @TempDir
    private Path folder;

    static List<String> keys() throws ConfigException {
        return GatewayConfigTest.keys().stream().sorted().toList();
    }

    /** The keys of which the gateway expects a URL or an address. */
    private static final List<String> ADDRESSES = List.of(
            "keystone-authtoken.auth-url",
            "keystone-authtoken.www-authenticate-uri",
            "glance.api-servers",
            "glance.endpoint-override",
            "links.compute-link-prefix",
            "links.glance-link-prefix",
            "links.allowed-hosts",
            "cors.allowed-origins",
            "events.brokers",
            "listen.host",
            "management.host");

    @ParameterizedTest
    @MethodSource("keys")
    void noSettingShowsItFromAnySource(String key) throws Exception {
        for (String url : ADDRESSES.contains(key) ? URLS : SOME_URLS) {
            assertHidden(null, environment(KeyNames.variable(key), url), Map.of());
            assertHidden(null, PASSWORD, Map.of(key, url));
            for (String yaml : yaml(key, url)) {
                assertHidden(Files.writeString(folder.resolve("f"), yaml), PASSWORD, Map.of());
            }
        }
    }

    /** One text and a list, in block and in flow style, quoted and plain, alone and beside others. */
    private static List<String> yaml(String key, String url) {
        List<String> files = new ArrayList<>();
        for (String value : List.of("'" + url + "'", "\"" + url + "\"", url, "|\n    " + url, ">\n    " + url)) {
            files.add(key + ": " + value + "\n");
            files.add(key + ":\n  - http://other:1\n  - " + value + "\n  - third\n");
        }
        for (String value : List.of("'" + url + "'", "\"" + url + "\"", url)) {
            files.add("{" + key + ": " + value + "}\n");
            files.add("{" + key + ": [http://other:1, " + value + ", third]}\n");
            files.add(key + ": {" + value + ": x}\n");
            files.add(key + ":\n  " + value + ": x\n  " + value + ": y\n");
            files.add(key + ":\n  - " + value + ":\n    - x\n");
        }
        return files;
    }

    private static Map<String, String> environment(String variable, String text) {
        Map<String, String> environment = new HashMap<>(PASSWORD);
        environment.put(variable, text);
        return environment;
    }

    private void assertHidden(Path file, Map<String, String> environment, Map<String, String> flags) {
        String shown;
        try {
            LoadedConfig loaded = ConfigLoader.read(file, environment, flags);
            shown = loaded.effective().stream().map(EffectiveSetting::line).toList() + " "
                    + loaded.effective().stream().map(EffectiveSetting::texts).toList() + " "
                    + loaded.settings().glance().backend().servers()
                    + loaded.settings().keystone().authenticateUri();
        } catch (ConfigException e) {
            shown = e.getMessage();
        }
        assertThat(shown).doesNotContain(SECRETS).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:hunter@host", "HTTP://hunter@sesame@host/v3", "user:hunter%40host"})
    void noneOfTheVariablesAndFilesOfOpenstackShowsIt(String url) throws Exception {
        Path clouds = Files.writeString(
                folder.resolve("clouds.yaml"),
                "clouds:\n  mine:\n    auth:\n      auth_url: '" + url + "'\n      password: x\n");

        assertHidden(null, Map.of("OS_AUTH_URL", url, "OS_PASSWORD", "x"), Map.of());
        assertHidden(null, Map.of("OS_CLOUD", "mine", "OS_CLIENT_CONFIG_FILE", clouds.toString()), Map.of());
        assertHidden(null, Map.of("OS_CLOUD", url, "OS_CLIENT_CONFIG_FILE", clouds.toString()), Map.of());
        assertHidden(null, Map.of("OS_CLOUD", url), Map.of());
    }

    @Test
    void theRestOfTheUrlIsShownWithWhatIsExpected() {
        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.read(
                                        null,
                                        PASSWORD,
                                        Map.of("keystone-authtoken.auth-url", "http://user:hunter@host:x"))
                                .settings()))
                .hasMessage("--set: keystone-authtoken.auth-url: \"http://***@host:***\" (expected: a URL such as"
                        + " http://host:port)");
    }
}
