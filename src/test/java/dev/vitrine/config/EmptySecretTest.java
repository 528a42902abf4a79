package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.KeyNames;
import dev.vitrine.config.source.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A secret that is set and holds nothing stops the start: it must not count as one that is not set. */
class EmptySecretTest {
    private static final List<String> BLANK = List.of(
            "",
            "\n",
            "\r\n",
            " ",
            "\n\n",
            "\t \n",
            "\ufeff",
            "\ufeff\r\n",
            "\u00a0",
            "\u200b\n",
            "\0",
            "\u2060 \u2007",
            "\u000b\f",
            "\u0085",
            "\u3000\u2028");

    @TempDir
    private Path folder;

    static Stream<String> secrets() throws ConfigException {
        return ConfigLoader.settings().stream()
                .filter(setting -> setting.form() == Setting.Form.SECRET)
                .map(Setting::key);
    }

    private static String problem(Path file, Map<String, String> environment, Map<String, String> flags) {
        Map<String, String> whole = new HashMap<>(environment);
        whole.putIfAbsent("VITRINE_IDENTITY", "none");
        ConfigException problem = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(file, whole, flags).settings());
        return problem == null ? "" : problem.getMessage();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "f", ""), content);
    }

    @Test
    void thereAreSecretsToTry() throws ConfigException {
        assertThat(secrets())
                .contains("management.token", "keystone-authtoken.password", "events.password")
                .hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aFileThatHoldsNoneIsReportedWhereverItIsNamed(String key) throws Exception {
        String expected = key + ": nothing (expected: a secret, in the file named by " + key + "-file or in "
                + KeyNames.variable(key) + ")";
        for (String content : BLANK) {
            String secret = file(content).toString();
            Path settings = file(key.replace(".", ":\n  ") + "-file: " + secret + "\n");

            assertThat(problem(settings, Map.of(), Map.of())).isEqualTo(settings + ":2: " + expected);
            assertThat(problem(null, Map.of(KeyNames.variable(key + "-file"), secret), Map.of()))
                    .isEqualTo(KeyNames.variable(key + "-file") + ": " + expected);
            assertThat(problem(null, Map.of(), Map.of(key + "-file", secret))).isEqualTo("--set: " + expected);
        }
        assertThat(problem(null, Map.of(), Map.of(key + "-file", "/dev/null"))).isEqualTo("--set: " + expected);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aVariableThatHoldsNoneIsReported(String key) throws Exception {
        String variable = KeyNames.variable(key);
        String file = file("s3cret").toString();
        for (String content : BLANK) {
            assertThat(problem(null, Map.of(variable, content), Map.of()))
                    .startsWith(variable + ": " + key + ": nothing ");
            // The other one does not stand in for it.
            assertThat(problem(null, Map.of(variable, content), Map.of(key + "-file", file)))
                    .startsWith(variable + ": " + key + ": nothing ");
        }
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void anEmptyNameOfAFileIsReportedUnlessTheKeyStandsAloneInTheFile(String key) throws Exception {
        String line = key.replace(".", ":\n  ") + "-file:";
        for (String empty : List.of(" ''", " \"\"")) {
            assertThat(problem(file(line + empty), Map.of(), Map.of())).contains(":2: " + key + ": nothing ");
        }
        assertThat(problem(null, Map.of(KeyNames.variable(key + "-file"), ""), Map.of()))
                .contains(key + ": nothing ");
        assertThat(problem(null, Map.of(), Map.of(key + "-file", ""))).contains(key + ": nothing ");
        for (String bare : List.of("", " ~", " null", "  # none")) {
            assertThat(problem(file(line + bare), Map.of(), Map.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aFileThatCannotBeReadIsNamedWithTheCause(String key) throws Exception {
        String missing = file("x") + ".missing";

        assertThat(problem(null, Map.of(), Map.of(key + "-file", missing)))
                .contains("--set: " + key + "-file: \"" + missing
                        + "\": no such file (expected: the name of a text file that holds the secret)");
    }

    @Test
    void anEmptyPrivateKeyIsReported() throws Exception {
        String empty = file("").toString();
        for (String key : List.of("", empty)) {
            assertThat(problem(null, Map.of("VITRINE_LISTEN_TLS_KEY", key), Map.of()))
                    .contains("VITRINE_LISTEN_TLS_KEY: listen.tls-key: ");
            assertThat(problem(null, Map.of(), Map.of("listen.tls-key", key))).contains("--set: listen.tls-key: ");
        }
        assertThat(problem(file("listen:\n  tls-key:\n"), Map.of(), Map.of())).isEmpty();
    }

    @Test
    void anEmptyApplicationCredentialOfTheWarmUpIsReported() throws Exception {
        for (String content : List.of(
                "",
                "\n",
                "c1:",
                "c1: \n",
                ":s3cret",
                "\ufeff",
                "c1:\u00a0",
                "c1:\u200b\n",
                "c1:\u2060 ",
                "c1:\ufeff")) {
            Map<String, String> environment =
                    Map.of("VITRINE_IDENTITY", "keystone", "VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x");

            assertThat(problem(
                            null,
                            environment,
                            Map.of("warm-up.credential-files", file(content).toString())))
                    .contains("warm-up.credential-files: number 1: a file of another form");
        }
    }

    @Test
    void anEmptyPasswordOfTheServiceUserIsReported() throws Exception {
        Map<String, String> user = new HashMap<>(Map.of(
                "VITRINE_IDENTITY", "keystone", "OS_AUTH_URL", "http://k", "OS_USERNAME", "u", "OS_PROJECT_NAME", "p"));
        for (String content : List.of("", " ", "\u00a0", "\ufeff")) {
            user.put("OS_PASSWORD", content);
            assertThat(problem(null, user, Map.of())).startsWith("OS_PASSWORD: keystone-authtoken.password: nothing ");
        }
        Path clouds = file("clouds: {c: {auth: {auth_url: http://k, username: u, project_name: p, password: ''}}}");
        assertThat(problem(
                        null,
                        Map.of(
                                "VITRINE_IDENTITY",
                                "keystone",
                                "OS_CLOUD",
                                "c",
                                "OS_CLIENT_CONFIG_FILE",
                                clouds.toString()),
                        Map.of()))
                .startsWith(clouds + ":1: keystone-authtoken.password: nothing ");
    }
}
