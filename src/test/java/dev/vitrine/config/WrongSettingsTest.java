package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.KeyNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of settings that cannot be: where, which key, what was found, what was expected. */
class WrongSettingsTest {
    private static final Map<String, String> PASSWORD = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret");

    @TempDir
    private Path folder;

    private static final String NO_SECRET_FILE = "f:2: keystone-authtoken.password-file: no name of a file that can be"
            + " read (expected: the name of a text file that holds the secret; what was found is not shown)";

    static final List<Arguments> FILES = List.of(
            wrong("listen:\n  prot: 1", "f:2: listen.prot: unknown key (expected: listen.port)"),
            wrong(
                    "listen:\n  native-transport: true",
                    "f:2: listen.native-transport: retired key (the gateway always uses the JDK's NIO; remove the key)"),
            wrong("cache:\n  outage: 1m", "f:2: cache.outage: retired key (expected: cache.stale-if-error)"),
            wrong("cache:\n  list-fresh: 2s", "f:2: cache.list-fresh: retired key (expected: cache.fresh)"),
            wrong(
                    "listen:\n  trusted-proxies: [10.0.0.1/8]",
                    "f:2: listen.trusted-proxies: \"10.0.0.1/8\" (expected: an address, or a network such as 10.0.0.0/8 or"
                            + " 2001:db8::/32 without bits behind its prefix)"),
            wrong(
                    "listen:\n  proxy-protocol: true",
                    "f:2: listen.proxy-protocol: true (expected: false, or the proxies' networks in"
                            + " listen.trusted-proxies)"),
            wrong("listen.port.x: 1", "f:1: listen.port.x: unknown key (expected: listen.port)"),
            wrong("listen:\n  port:\n    x: 1", "f:3: listen.port.x: unknown key (expected: listen.port)"),
            wrong(
                    "log:\n  level: verbose",
                    "f:2: log.level: \"verbose\" (expected: one of trace, debug, info, warn, error, off)"),
            wrong(
                    "log:\n  levels: [dev.vitrine.glance]",
                    "f:2: log.levels: \"dev.vitrine.glance\" (expected: a class or package and a level, such as"
                            + " dev.vitrine.glance=debug)"),
            wrong(
                    "log:\n  levels: [dev/vitrine=debug]",
                    "f:2: log.levels: \"dev/vitrine=debug\" (expected: a class or package and a level, such as"
                            + " dev.vitrine.glance=debug)"),
            wrong("listen: 8774", "f:1: listen: unknown key (expected: listen.host)"),
            wrong("listen: [a]", "f:1: listen: unknown key (expected: listen.host)"),
            wrong("port: 8774", "f:1: port: unknown key (expected: listen.port)"),
            begins("nonsense:", "f:1: nonsense: unknown key (expected: "),
            wrong(
                    "\n\ncache:\n  fresh: 5 minutes",
                    "f:4: cache.fresh: \"5 minutes\" (expected: a duration such as 250ms, 5s, 2m or 1h)"),
            wrong("cache:\n  fresh: 5", "f:2: cache.fresh: \"5\" (expected: a duration such as 250ms, 5s, 2m or 1h)"),
            wrong(
                    "cache:\n  fresh: -5s",
                    "f:2: cache.fresh: \"-5s\" (expected: a duration such as 250ms, 5s, 2m or 1h)"),
            wrong(
                    "cache: {fresh: 9999999999s}",
                    "f:1: cache.fresh: \"9999999999s\" (expected: a duration such as 250ms, 5s, 2m or 1h)"),
            wrong("cache:\n  fresh: 61m", "f:2: cache.fresh: 61m (expected: from 0ms to 1h)"),
            wrong("cache:\n  events-fresh: 61m", "f:2: cache.events-fresh: 61m (expected: from 0ms to 1h)"),
            wrong(
                    "events:\n  brokers: [amqp://a]\n",
                    "f:2: events.brokers: \"amqp://a\" (expected: an address such as rabbit.example.com:5672)"),
            wrong(
                    "events:\n  brokers: [\"a:0\"]\n",
                    "f:2: events.brokers: \"a:0\" (expected: an address such as rabbit.example.com:5672)"),
            wrong(
                    "events:\n  brokers: [a]\n",
                    "events.password: nothing (expected: a secret, in the file named by events.password-file or in"
                            + " VITRINE_EVENTS_PASSWORD)"),
            wrong(
                    "events:\n  instance: a b\n",
                    "f:2: events.instance: \"a b\" (expected: 1 to 64 letters, digits, dots, dashes, underscores)"),
            wrong("events:\n  exchange: \" \"\n", "f:2: events.exchange: \" \" (expected: 1 to 63 characters)"),
            wrong("cache:\n  negative-ttl: 61s", "f:2: cache.negative-ttl: 61s (expected: from 0ms to 1m)"),
            wrong(
                    "cache:\n  max-bytes: 64MB",
                    "f:2: cache.max-bytes: \"64MB\" (expected: a size such as 512KiB, 64MiB or 1GiB)"),
            wrong(
                    "cache:\n  max-bytes: 1KiB",
                    "f:2: cache.max-bytes: 1024 (expected: a whole number from 1048576 to 68719476736)"),
            wrong("cache:\n  share-public: yes", "f:2: cache.share-public: \"yes\" (expected: true or false)"),
            wrong(
                    "cache:\n  authz-class: USER",
                    "f:2: cache.authz-class: \"USER\" (expected: one of project, user, token)"),
            wrong(
                    "links:\n  alternate-project: no",
                    "f:2: links.alternate-project: \"no\" (expected: one of by-mount, always, never)"),
            wrong(
                    "cors:\n  allowed-origins: [https://a.example.com/, \"*\", https://b.example.com]",
                    "f:2: cors.allowed-origins: \"https://a.example.com/\" (expected: \"*\" or an origin such as"
                            + " https://dashboard.example.com: lower case, no path, no usual port)"),
            wrong(
                    "management:\n  host: 0.0.0.0",
                    "f:2: management.host: \"0.0.0.0\" (expected: 127.0.0.1, ::1 or localhost; another one only together"
                            + " with management.token-file)"),
            wrong(
                    "listen:\n  port: 80\nmanagement:\n  port: 80",
                    "f:4: management.port: 80 (expected: another port than listen.port)"),
            wrong("management:\n  port: -1", "f:2: management.port: -1 (expected: a whole number from 0 to 65535)"),
            wrong("cors:\n  max-age: 25h", "f:2: cors.max-age: 25h (expected: from 0ms to 24h)"),
            wrong("identity: ldap", "f:1: identity: \"ldap\" (expected: one of keystone, glance, none)"),
            wrong(
                    "keystone-authtoken:\n  auth-type: token",
                    "f:2: keystone-authtoken.auth-type: \"token\" (expected: one of password,"
                            + " v3applicationcredential, none)"),
            wrong("listen:\n  port: 65536", "f:2: listen.port: 65536 (expected: a whole number from 0 to 65535)"),
            wrong("listen:\n  port: 0x10", "f:2: listen.port: \"0x10\" (expected: a whole number)"),
            wrong("listen:\n  port: -1", "f:2: listen.port: -1 (expected: a whole number from 0 to 65535)"),
            wrong("listen:\n  port: 9999999999", "f:2: listen.port: \"9999999999\" (expected: a whole number)"),
            wrong("listen:\n  port: [1, 2]", "f:2: listen.port: [1, 2] (expected: one text, not a list)"),
            wrong("listen:\n  host: []", "f:2: listen.host: [] (expected: one text, not a list)"),
            wrong("listen:\n  host: ' '", "f:2: listen.host: nothing (expected: a text)"),
            wrong("microversion:\n  max: 2", "f:2: microversion.max: \"2\" (expected: a version such as 2.35)"),
            wrong("microversion:\n  max: 2.0", "f:2: microversion.max: 2.0 (expected: 2.1 or more)"),
            wrong(
                    "mounts:\n  v2:\n    extensions: [OS-DCF, OS-FOO]",
                    "f:3: mounts.v2.extensions: \"OS-FOO\" (expected: some of OS-DCF, OS-EXT-IMG-SIZE)"),
            begins(
                    "glance:\n  api-servers: [glance:9292]",
                    "f:2: glance.api-servers: \"glance:9292\" (expected: a URL such as http://host:port)"),
            wrong(
                    "glance:\n  valid-interfaces: []",
                    "f:2: glance.valid-interfaces: nothing (expected: at least one of public, internal, admin)"),
            wrong(
                    "glance:\n  valid-interfaces: [internal, privateURL]",
                    "f:2: glance.valid-interfaces: \"privateURL\" (expected: public, internal or admin)"),
            wrong("glance:\n  service-type: ' '", "f:2: glance.service-type: nothing (expected: a text)"),
            wrong("glance:\n  region-name: ' '", "f:2: glance.region-name: nothing (expected: a text)"),
            begins(
                    "glance:\n  endpoint-override: http://glance/v2/images",
                    "f:2: glance.endpoint-override: \"http://glance/v2/images\" (expected: Glance's URL, with or without"),
            begins(
                    "keystone-authtoken:\n  auth-url: [http://a, b]",
                    "f:2: keystone-authtoken.auth-url: \"b\" (expected: a URL such as http://host:port)"),
            wrong(
                    "identity: none\nkeystone-authtoken:\n  service-token-roles: [service]",
                    "f:3: keystone-authtoken.service-token-roles: [service] (expected: none without identity keystone and a"
                            + " service user)"),
            wrong(
                    "keystone-authtoken:\n  service-token-roles: [' ']",
                    "f:2: keystone-authtoken.service-token-roles: \" \" (expected: a text)"),
            wrong(
                    "keystone-authtoken:\n  auth-url: []",
                    "f:2: keystone-authtoken.auth-url: nothing (expected: at least one URL such as http://host:port)"),
            wrong(
                    "glance:\n  base-properties: a,b",
                    "f:2: glance.base-properties: \"a,b\" (expected: a list, such as [a, b])"),
            wrong(
                    "glance:\n  max-waiting: 0",
                    "f:2: glance.max-waiting: 0 (expected: a whole number from 1 to 100000)"),
            wrong(
                    "keystone-authtoken:\n  passwd: hunter2",
                    "f:2: keystone-authtoken.passwd: unknown key (expected: keystone-authtoken.password-file)"),
            wrong("keystone-authtoken:\n  password-file: hunter2", NO_SECRET_FILE),
            wrong("keystone-authtoken:\n  password-file: [hunter2]", NO_SECRET_FILE),
            wrong("keystone-authtoken:\n  password-file: \"hunter2\\0\"", NO_SECRET_FILE),
            wrong("glance:\n  timeout: 1ms", "f:2: glance.timeout: 1ms (expected: from 10ms to 10m)"),
            wrong(
                    "glance:\n  max-connections: 0",
                    "f:2: glance.max-connections: 0 (expected: a whole number from 1 to 10000)"),
            wrong(
                    "glance:\n  cafile: /no/such",
                    "f:2: glance.cafile: \"/no/such\": no such file (expected: a file that is there and can be read)"),
            wrong(
                    "glance:\n  cafile: /",
                    "f:2: glance.cafile: \"/\": a directory (expected: a file that is there and can be read)"),
            wrong(
                    "glance:\n  cafile: \"a\\0b\"",
                    "f:2: glance.cafile: \"a\0b\": no name of a file (expected: a file that is there and can be read)"),
            wrong(
                    "links:\n  compute-link-prefix: ftp://x",
                    "f:2: links.compute-link-prefix: \"ftp://x\" (expected: a URL such as http://host:port)"),
            wrong(
                    "keystone-authtoken:\n  token-cache-time: 6m",
                    "f:2: keystone-authtoken.token-cache-time: 6m (expected: from 0ms to 5m)"),
            wrong(
                    "keystone-authtoken:\n  www-authenticate-uri: 'http://k\" x'",
                    "f:2: keystone-authtoken.www-authenticate-uri: \"http://k\" x\" (expected: a URL)"),
            wrong(
                    "keystone-authtoken:\n  password: hunter2",
                    "f:2: keystone-authtoken.password: a secret (expected: not here, but in the file named by"
                            + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)"),
            wrong(
                    "keystone-authtoken:\n  password: [hunter2]",
                    "f:2: keystone-authtoken.password: a secret (expected: not here, but in the file named by"
                            + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)"),
            wrong(
                    "keystone-authtoken:\n  auth-type: v3applicationcredential",
                    "keystone-authtoken.application-credential-id: nothing (expected: a text)\n"
                            + "keystone-authtoken.application-credential-secret: nothing (expected: a secret, in the"
                            + " file named by keystone-authtoken.application-credential-secret-file or in"
                            + " VITRINE_KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_SECRET)"),
            wrong(
                    "keystone-authtoken:\n  auth-type: v3applicationcredential\n  application-credential-id: x",
                    "keystone-authtoken.application-credential-secret: nothing (expected: a secret, in the file named"
                            + " by keystone-authtoken.application-credential-secret-file or in"
                            + " VITRINE_KEYSTONE_AUTHTOKEN_APPLICATION_CREDENTIAL_SECRET)"),
            wrong(
                    "listen:\n  port: 1\n  host: x\n  port: 1",
                    "f:4: listen.port: stands already at f:2 (expected: each key once)"),
            wrong(
                    "listen:\n  port: 1\nlisten.port: 2",
                    "f:3: listen.port: stands already at f:2 (expected: each key once)"),
            wrong("listen:\n  port: 'x\n\n", "f:4: found unexpected end of stream (expected: YAML)"),
            wrong(
                    "listen:\n\tport: 1",
                    "f:2: found character '\\t(TAB)' that cannot start any token. (Do not use"
                            + " \\t(TAB) for indentation) (expected: YAML)"),
            wrong("listen: {}\n---\nlisten: {}", "f:2: but found another document (expected: YAML)"),
            wrong("- listen", "f:1: a list (expected: keys and values)"),
            wrong("just text", "f:1: a text (expected: keys and values)"),
            wrong("# x\n\n- listen", "f:3: a list (expected: keys and values)"),
            wrong("a: &a {b: *a}", "f:1: an alias of a section or a list (expected: written out)"),
            wrong("&a {b: *a}", "f:1: an alias of a section or a list (expected: written out)"),
            wrong("&a\n- *a", "f:1: a list (expected: keys and values)"),
            wrong("a: &a\n  - *a", "f:1: a: a list of more than texts (expected: a list of texts)"),
            wrong("listen: &a\n  port: 1\nglance: *a", "f:3: an alias of a section or a list (expected: written out)"),
            wrong(
                    "links:\n  allowed-hosts: &a [x]\nglance:\n  base-properties: *a",
                    "f:4: an alias of a section or a list (expected: written out)"),
            wrong("listen:\n  host: *hunter2", "f:2: found undefined alias (expected: YAML)"),
            wrong("listen:\n  host: !hunter2!x y", "f:2: found undefined tag handle (expected: YAML)"),
            wrong("listen:\n  host: \u0001", "f:2: a control character, U+0001 (expected: YAML)"),
            wrong(
                    "listen:\n  port: 1\ncache:\nlisten:\n  host: x",
                    "f:4: listen: stands already at f:1 (expected: each key once)"),
            wrong("listen:\nlisten:\n  port: 1", "f:2: listen: stands already at f:1 (expected: each key once)"),
            wrong("[a]: b", "f:1: a key that is no text (expected: a key)"),
            wrong(
                    "glance:\n  api-servers:\n    - {a: b}",
                    "f:3: glance.api-servers: a list of more than texts (expected: a list of texts)"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("FILES")
    void fileIsRefused(String yaml, String message, boolean whole) throws IOException {
        String said = said(yaml, PASSWORD, Map.of());

        if (whole) {
            assertThat(said).isEqualTo(message);
        } else {
            assertThat(said).startsWith(message);
        }
        assertThat(said).doesNotContain("hunter2").doesNotContain("s3cret");
    }

    @Test
    void flagOrVariableIsNamedAsTheOrigin() throws IOException {
        assertThat(said("", PASSWORD, Map.of("listen.port", "x")))
                .isEqualTo("--set: listen.port: \"x\" (expected: a whole number)");
        assertThat(said("", PASSWORD, Map.of("listen.prt", "1")))
                .isEqualTo("--set: listen.prt: unknown key (expected: listen.port)");
        assertThat(said("identity: none", Map.of("VITRINE_CACHE_FRESH", "x"), Map.of()))
                .isEqualTo(
                        "VITRINE_CACHE_FRESH: cache.fresh: \"x\" (expected: a duration such as 250ms, 5s, 2m or 1h)");
    }

    @Test
    void secretInAFlagIsRefusedAndNotShown() throws IOException {
        assertThat(said("", PASSWORD, Map.of("keystone-authtoken.password", "hunter2")))
                .startsWith("--set: keystone-authtoken.password: a secret (expected: not here, but in the file")
                .doesNotContain("hunter2");
    }

    @Test
    void passwordIsMissedWhereverItCouldHaveStood() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", ""),
                Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD_FILE", empty.toString()))) {
            assertThat(said("", environment, Map.of()))
                    .endsWith("keystone-authtoken.password: nothing (expected: a secret, in the file named by"
                            + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)");
        }
    }

    @Test
    void secretThatIsNoTextIsNotTakenForMissing() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), new byte[] {'x', (byte) 0xFF});

        assertThat(said("", Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD_FILE", secret.toString()), Map.of()))
                .isEqualTo("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD_FILE: keystone-authtoken.password-file: \"secret\": a"
                        + " file that is not UTF-8 (expected: the name of a text file that holds the secret)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                ":hunter2",
                "c1:",
                "c1: ",
                "c 1:hunter2",
                "c1:hunter2\n\n",
                "c1:hunter2\nc2:hunter2",
                "12345678901234567890123456789012345678901234567890123456789012345:hunter2"
            })
    void fileThatHoldsNoCredentialIsRefused(String content) throws IOException {
        Path good = Files.writeString(folder.resolve("good"), "c1:hunter2\n");
        Path bad = Files.writeString(folder.resolve("bad"), content);

        assertThat(said("", PASSWORD, Map.of("warm-up.credential-files", good + "," + bad)))
                .isEqualTo("--set: warm-up.credential-files: number 2: a file of another form (expected: one line,"
                        + " ID:SECRET of an application credential; what was found is not shown)");
    }

    @Test
    void fileOfACredentialThatIsNotThereIsNamed() throws IOException {
        String missing = folder.resolve("missing").toString();

        assertThat(said("", PASSWORD, Map.of("warm-up.credential-files", missing)))
                .isEqualTo("--set: warm-up.credential-files: number 1: \"missing\": no such file (expected: the"
                        + " name of a file that holds ID:SECRET)");
    }

    @Test
    void credentialInPlaceOfItsFileIsNotShown() throws IOException {
        assertThat(said("warm-up:\n  credential-files: c1:hunter2", PASSWORD, Map.of()))
                .isEqualTo("f:2: warm-up.credential-files: number 1: no name of a file that can be read (expected: the"
                        + " name of a file that holds ID:SECRET; what was found is not shown)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void warmUpWithoutKeystoneIsRefused(String identity) throws IOException {
        Path file = Files.writeString(folder.resolve("credential"), "c1:hunter2\n");

        assertThat(said("identity: " + identity, Map.of(), Map.of("warm-up.credential-files", file.toString())))
                .isEqualTo("--set: warm-up.credential-files: files: 1 (expected: none, or identity: keystone, which"
                        + " knows the roles)");
    }

    @Test
    void variableThatIsMistypedIsRefused() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(PASSWORD);
        environment.put("VITRINE_LISTEN_PROT", "1");
        environment.put("VITRINE_KEYSTONE_AUTHTOKEN_PASWORD", "hunter2");
        environment.put("VITRINE_PORT", "8774");

        assertThat(said("", environment, Map.of()).lines())
                .containsExactly(
                        "VITRINE_KEYSTONE_AUTHTOKEN_PASWORD: unknown variable (expected:"
                                + " VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)",
                        "VITRINE_LISTEN_PROT: unknown variable (expected: VITRINE_LISTEN_PORT)",
                        "VITRINE_PORT: unknown variable (expected: VITRINE_LISTEN_PORT)");
    }

    @Test
    void retiredKeyIsReportedByItsVariableAndByFlagToo() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(PASSWORD);
        environment.put("VITRINE_LISTEN_NATIVE_TRANSPORT", "true");

        assertThat(said("", environment, Map.of("listen.native-transport", "false"))
                        .lines())
                .containsExactly(
                        "--set: listen.native-transport: retired key (the gateway always uses the JDK's NIO; remove the"
                                + " key)",
                        "VITRINE_LISTEN_NATIVE_TRANSPORT: retired variable (the gateway always uses the JDK's NIO;"
                                + " remove the key)");
    }

    @Test
    void retiredKeyIsReportedWithItsSuccessorFromEverySource() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(PASSWORD);
        environment.put("VITRINE_CACHE_ABSENT", "1s");

        assertThat(said("cache: {stale: 1s}", environment, Map.of("cache.outage-open", "1m"))
                        .lines())
                .containsExactly(
                        "f:1: cache.stale: retired key (expected: cache.stale-while-revalidate)",
                        "--set: cache.outage-open: retired key (expected: cache.stale-if-error-public)",
                        "VITRINE_CACHE_ABSENT: retired variable (expected: VITRINE_CACHE_NEGATIVE_TTL)");
    }

    @Test
    void retiredKeyIsNoSettingAndItsSuccessorIsOne() throws Exception {
        Set<String> keys = GatewayConfigTest.keys();

        assertThat(KeyNames.retired().keySet()).doesNotContainAnyElementsOf(keys);
        assertThat(KeyNames.retired().values())
                .allMatch(successor -> successor.contains(" ") || keys.contains(successor));
    }

    @Test
    void serverInAFlagIsReportedOnce() throws IOException {
        assertThat(said("", PASSWORD, Map.of("glance.api-servers", "glance:9292")))
                .isEqualTo("--set: glance.api-servers: \"glance:9292\" (expected: a URL such as http://host:port)");
    }

    @Test
    void everythingWrongInOneSectionIsReported() throws IOException {
        String said = said("""
                keystone-authtoken:
                  username: ' '
                  timeout: 1ms
                  max-waiting: 0
                  token-cache-time: 6m
                  service-type: ' '
                """, Map.of(), Map.of());

        assertThat(said.lines())
                .containsExactly(
                        "f:3: keystone-authtoken.timeout: 1ms (expected: from 10ms to 10m)",
                        "f:4: keystone-authtoken.max-waiting: 0 (expected: a whole number from 1 to 100000)",
                        "f:2: keystone-authtoken.username: nothing (expected: a text)",
                        "keystone-authtoken.password: nothing (expected: a secret, in the file named by"
                                + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)",
                        "f:5: keystone-authtoken.token-cache-time: 6m (expected: from 0ms to 5m)",
                        "f:6: keystone-authtoken.service-type: nothing (expected: a text)");
    }

    @Test
    void shippedFileLacksThePasswordAlone() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(Path.of("conf/vitrine.yaml"), Map.of(), Map.of())
                        .settings());

        assertThat(shown(refusal).lines())
                .hasSize(1)
                .allMatch(line -> line.contains("keystone-authtoken.password: nothing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n=\n-----END CERTIFICATE-----\n"
            })
    void fileWithoutCertificatesIsRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), content);

        assertThat(said("", PASSWORD, Map.of("glance.cafile", file.toString())))
                .isEqualTo("--set: glance.cafile: \"ca.pem\" (expected: a file with certificates in PEM)");
    }

    @Test
    void brokenCertificateBesideAGoodOneIsRefused() throws IOException {
        String broken = GatewayConfigTest.CERTIFICATE.replace("MIIBcDCC", "MIIBcDAA");
        Path file = Files.writeString(folder.resolve("ca.pem"), GatewayConfigTest.CERTIFICATE + broken);

        assertThat(said("", PASSWORD, Map.of("glance.cafile", file.toString())))
                .endsWith("(expected: a file with certificates in PEM)");
    }

    @Test
    void everythingThatIsWrongIsReported() throws IOException {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("cache.negative-ttl", "soon");
        flags.put("cache.nonsense", "1");

        String said = said(
                "listen:\n  port: x\n  prot: 1\nidentity: me\nlinks:\n  alternate-project: maybe\n", PASSWORD, flags);

        assertThat(said.lines())
                .containsExactlyInAnyOrder(
                        "f:4: identity: \"me\" (expected: one of keystone, glance, none)",
                        "f:2: listen.port: \"x\" (expected: a whole number)",
                        "f:6: links.alternate-project: \"maybe\" (expected: one of by-mount, always, never)",
                        "--set: cache.negative-ttl: \"soon\" (expected: a duration such as 250ms, 5s, 2m or 1h)",
                        "f:3: listen.prot: unknown key (expected: listen.port)",
                        "--set: cache.nonsense: unknown key (expected: cache.fresh)");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(folder.resolve("f"), PASSWORD, Map.of()).settings());

        assertThat(shown(refusal)).isEqualTo("f: no such file (expected: a settings file, such as conf/vitrine.yaml)");
    }

    @Test
    void fileThatIsNoTextIsNamed() throws IOException {
        Files.write(folder.resolve("f"), new byte[] {'a', ':', ' ', (byte) 0xFF});

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(folder.resolve("f"), PASSWORD, Map.of()).settings());

        assertThat(shown(refusal)).startsWith("f: cannot be read: ").endsWith(" (expected: YAML in UTF-8)");
    }

    @Test
    void lineThatIsNoTextIsNamed() throws IOException {
        Files.write(folder.resolve("f"), new byte[] {'a', ':', '\n', ' ', (byte) 0xC3});

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(folder.resolve("f"), PASSWORD, Map.of()).settings());

        assertThat(shown(refusal)).isEqualTo("f: cannot be read: line 2 is not UTF-8 (expected: YAML in UTF-8)");
    }

    @Test
    void directoryIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("f"));

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(folder.resolve("f"), PASSWORD, Map.of()).settings());

        assertThat(shown(refusal)).isEqualTo("f: a directory (expected: a settings file, such as conf/vitrine.yaml)");
    }

    @Test
    void fileBelowAFileIsNamed() throws IOException {
        Path below = Files.writeString(folder.resolve("f"), "").resolve("g");

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(below, PASSWORD, Map.of()).settings());

        assertThat(shown(refusal))
                .isEqualTo("f/g: cannot be read: Not a directory (expected: a settings file, such as"
                        + " conf/vitrine.yaml)");
    }

    @Test
    void depthHasAnEnd() throws IOException {
        assertThat(said("a: " + "[".repeat(10_000), PASSWORD, Map.of()))
                .startsWith("f: cannot be read: ")
                .hasLineCount(1);
    }

    private String said(String yaml, Map<String, String> environment, Map<String, String> flags) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), yaml);
        return shown(catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(file, environment, flags).settings()));
    }

    private String shown(ConfigException refusal) {
        assertThat(refusal).isNotNull();
        return refusal.getMessage().replace(folder + File.separator, "");
    }

    private static Arguments wrong(String yaml, String message) {
        return arguments(yaml, message, true);
    }

    /** A message of which only the beginning matters. */
    private static Arguments begins(String yaml, String beginning) {
        return arguments(yaml, beginning, false);
    }
}
