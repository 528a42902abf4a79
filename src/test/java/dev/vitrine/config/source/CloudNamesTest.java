package dev.vitrine.config.source;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.config.LoadedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each name that openstacksdk's documentation has ("Configuring OpenStack SDK Applications", and the authentication plugins it
 * refers to), as a variable and as a key of {@code clouds.yaml}: used, refused by name, or shown to have no effect since it
 * concerns other services or the choice of endpoints from the catalog.
 */
class CloudNamesTest {
    private static final Map<String, String> USER = Map.of(
            "auth_url",
            "http://keystone.test",
            "username",
            "gateway",
            "password",
            "s3cret",
            "project_name",
            "services");

    @TempDir
    private Path folder;

    private static Map<String, String> variables(Map<String, String> cloud) {
        Map<String, String> environment = new HashMap<>();
        cloud.forEach((name, value) -> environment.put("OS_" + name.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    private Map<String, String> clouds(Map<String, String> auth, String... top) throws IOException {
        StringBuilder yaml = new StringBuilder("clouds:\n  c:\n    auth:\n");
        auth.forEach((name, value) ->
                yaml.append("      ").append(name).append(": '").append(value).append("'\n"));
        List.of(top).forEach(line -> yaml.append("    ").append(line).append('\n'));
        Path file = Files.writeString(folder.resolve("clouds.yaml"), yaml);
        return Map.of("OS_CLOUD", "c", "OS_CLIENT_CONFIG_FILE", file.toString());
    }

    private static LoadedConfig read(Map<String, String> environment) throws ConfigException {
        return ConfigLoader.read(null, environment, Map.of());
    }

    private static String problem(Map<String, String> environment) {
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> read(environment));
        return problem == null ? "" : problem.getMessage();
    }

    private static Map<String, String> with(Map<String, String> cloud, String name, String value) {
        Map<String, String> more = new HashMap<>(cloud);
        more.put(name, value);
        return more;
    }

    /** What is used in the place of something else is tried without that. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "auth_url            | http://other.test/v3 | auth_url     | http://other.test",
                "auth_type           | v3password           | -            | Named[key=name, value=gateway",
                "auth_plugin         | password             | -            | Named[key=name, value=gateway",
                "username            | other                | username     | user=Named[key=name, value=other",
                "user_name           | other                | username     | user=Named[key=name, value=other",
                "user_id             | u1                   | username     | user=Named[key=id, value=u1, domain=null]",
                "project_name        | other                | project_name | project=Named[key=name, value=other",
                "project_id          | p1                   | project_name | project=Named[key=id, value=p1, domain=null]",
                "tenant_name         | other                | project_name | project=Named[key=name, value=other",
                "tenant_id           | p1                   | project_name | project=Named[key=id, value=p1, domain=null]",
                "user_domain_id      | d1                   | -            | value=gateway, domain=Domain[key=id, value=d1]",
                "user_domain_name    | Users                | -            | value=gateway, domain=Domain[key=name, value=Users]",
                "project_domain_id   | d1                   | -            | value=services, domain=Domain[key=id, value=d1]",
                "project_domain_name | Ours                 | -            | value=services, domain=Domain[key=name, value=Ours]",
                "domain_id           | d1                   | -            | value=gateway, domain=Domain[key=id, value=d1]",
                "domain_name         | All                  | -            | value=services, domain=Domain[key=name, value=All]",
                "default_domain_id   | d1                   | -            | value=services, domain=Domain[key=id, value=d1]",
                "default_domain_name | All                  | -            | value=gateway, domain=Domain[key=name, value=All]",
            })
    void isUsed(String name, String value, String without, String expected) throws Exception {
        Map<String, String> cloud = new HashMap<>(USER);
        cloud.remove(without);
        Map<String, String> auth =
                name.startsWith("auth_t") || name.startsWith("auth_p") ? cloud : with(cloud, name, value);

        assertUsed(variables(with(cloud, name, value)), expected);
        assertUsed(clouds(cloud, name + ": " + value), expected);
        assertUsed(clouds(cloud, name.replace('_', '-') + ": " + value), expected);
        assertUsed(clouds(auth, auth == cloud ? name + ": " + value : ""), expected);
    }

    private static void assertUsed(Map<String, String> environment, String expected) throws ConfigException {
        KeystoneConfig keystone = read(environment).settings().keystone();

        assertThat(keystone.credentials() + " " + keystone.backend().servers()).contains(expected);
        assertThat(keystone.credentials().toString())
                .doesNotContain("value=service,")
                .doesNotContain("vitrine");
    }

    @Test
    void theSecretsAndTheCertificatesAreUsed() throws Exception {
        Map<String, String> credential = Map.of(
                "auth_url", "http://k",
                "application_credential_id", "c1",
                "application_credential_secret", "s3cret");

        for (String type : List.of("", "v3applicationcredential")) {
            Map<String, String> cloud = type.isEmpty() ? credential : with(credential, "auth_type", type);
            assertThat(read(variables(cloud)).settings().keystone().credentials())
                    .hasToString("ApplicationCredential[id=c1, secret=(hidden)]");
        }
        assertThat(problem(variables(with(USER, "cacert", "/no/such/file"))))
                .startsWith("OS_CACERT: keystone-authtoken.cafile: ");
        assertThat(problem(clouds(USER, "cacert: /no/such/file"))).contains("keystone-authtoken.cafile: ");
        assertThat(problem(variables(with(USER, "cert", "/no/such/file"))))
                .startsWith("OS_CERT: keystone-authtoken.certfile: ");
        assertThat(problem(clouds(USER, "key: /no/such/file"))).contains("keystone-authtoken.keyfile: ");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "token, x, true",
        "auth_token, x, true",
        "passcode, 123456, true",
        "trust_id, t1, true",
        "system_scope, all, true",
        "application_credential_name, x, true",
        "identity_provider, x, true",
        "protocol, x, true",
        "client_id, x, true",
        "client_secret, hunter2, true",
        "access_token, hunter2, true",
        "discovery_endpoint, http://x, true",
        "openid_scope, x, true",
        "code, x, true",
        "consumer_key, x, true",
        "consumer_secret, hunter2, true",
        "access_key, x, true",
        "access_secret, hunter2, true",
        "endpoint, http://x, true",
        "url, http://x, true",
        "endpoint_override, http://x, false",
        "identity_endpoint_override, http://x, false",
        "image_endpoint_override, http://x, false",
        "insecure, true, false",
        "insecure, yes, false",
        "verify, False, false",
        "verify, '0', false",
        "force_ipv4, true, false",
        "prefer_ipv6, false, false",
        "identity_api_version, 2, false",
        "identity_api_version, '2.0', false",
        "image_api_version, 1, false",
        "api_timeout, 5, false",
        "auth_methods, v3totp, false",
        "profile, rackspace, false",
        "profile, https://vexxhost.com, false",
        "vendor_hook, x, false",
        "regions, x, false"
    })
    void isRefusedByName(String name, String value, boolean isLogin) throws Exception {
        String variable = "OS_" + name.toUpperCase(Locale.ROOT);

        assertThat(problem(variables(with(USER, name, value)))).startsWith(variable + ": not supported (expected: ");
        assertThat(problem(clouds(USER, name + ": " + value))).contains("clouds.yaml:8: " + name + ": not supported ");
        assertThat(problem(with(clouds(USER), variable, value))).startsWith(variable + ": not supported ");
        if (isLogin) {
            assertThat(problem(clouds(with(USER, name, value)))).contains(": " + name + ": not supported (expected: ");
        }
        assertThat(problem(clouds(with(USER, name, value)))).isNotEmpty().doesNotContain("hunter2");
    }

    /** The documentation has it for all clouds ("You can also set this with a client flag"). */
    @ParameterizedTest
    @CsvSource({
        "force_ipv4: true, force_ipv4",
        "force-ipv4: yes, force_ipv4",
        "prefer_ipv6: false, prefer_ipv6",
        "prefer-ipv6: '0', prefer_ipv6"
    })
    void aSwitchForAllCloudsIsRefusedByNameUnlessTheCloudHasItsOwn(String line, String name) throws Exception {
        for (String file : List.of("clouds.yaml", "secure.yaml")) {
            Map<String, String> environment = clouds(USER);
            Files.writeString(
                    folder.resolve(file), "\nclient:\n  " + line + "\n", CREATE, file.startsWith("c") ? APPEND : WRITE);
            assertThat(problem(environment)).contains(file + ":").contains(": " + name + ": not supported (expected: ");

            Map<String, String> withOwn = clouds(USER, name + ": " + (name.startsWith("f") ? "false" : "true"));
            assertThat(problem(withOwn)).isEmpty();
        }
    }

    @Test
    void whatElseStandsBesideTheCloudsIsNotTheirs() throws Exception {
        Map<String, String> environment = clouds(USER);
        LoadedConfig config = read(environment);
        Files.writeString(
                folder.resolve("clouds.yaml"),
                "client:\n  force_ipv4: false\n  password: other\ncache:\n  auth: true\nmetrics: {statsd: {host: x}}\n",
                APPEND);

        assertThat(read(environment).settings()).isEqualTo(config.settings());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloud: rackspace",
                "regions: [DFW, ORD]",
                "regions: [{name: ams01, values: {auth: {auth_url: 'http://x'}}}]",
                "auth_methods: [v3password, v3totp]",
                "<<: {region_name: x}"
            })
    void whatOnlyAFileCanHoldIsRefusedByName(String line) throws Exception {
        assertThat(problem(clouds(USER, line))).contains(line.split(":", -1)[0] + ": not supported");
    }

    @ParameterizedTest
    @CsvSource({
        "insecure, false",
        "verify, true",
        "verify, True",
        "force_ipv4, false",
        "prefer_ipv6, true",
        "identity_api_version, 3",
        "identity_api_version, v3",
        "identity_api_version, '3.14'",
        "image_api_version, 2"
    })
    void whatSaysWhatTheGatewayDoesIsTaken(String name, String value) throws Exception {
        assertThat(read(variables(with(USER, name, value)))).isEqualTo(read(variables(USER)));
        assertThat(problem(clouds(USER, name + ": " + value))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity_interface",
                "compute_api_version",
                "volume_api_version",
                "network_api_version",
                "dns_api_version",
                "database_service_type",
                "collect_timing",
                "floating_ip_source",
                "secgroup_source",
                "image_format",
                "image_api_use_tasks",
                "external_network",
                "internal_network",
                "identity_region_name",
                "image_status_code_retries",
                "compute_default_microversion",
                "compute_service_name",
                "network_endpoint_override",
                "object_store_service_type",
                "connect_retries",
                "private",
                "disable_vendor_agent"
            })
    void whatConcernsOtherServicesIsShownToHaveNoEffect(String name) throws Exception {
        String variable = "OS_" + name.toUpperCase(Locale.ROOT);

        LoadedConfig config = read(variables(with(USER, name, "x")));
        assertThat(config.settings()).isEqualTo(read(variables(USER)).settings());
        assertThat(config.effective().stream().map(EffectiveSetting::line))
                .contains("# " + name + ": (without effect)  # " + variable);
        assertThat(read(clouds(USER, name + ": x")).effective().stream().map(EffectiveSetting::line))
                .anyMatch(line -> line.startsWith("# " + name + ": (without effect)  # ") && line.endsWith(":8"));
    }

    @Test
    void listsAndSectionsOfOtherServicesAreShownToo() throws Exception {
        assertThat(read(clouds(USER, "networks:", "- name: a", "metrics: {statsd: {host: x}}")).effective().stream()
                        .map(EffectiveSetting::line))
                .anyMatch(line -> line.startsWith("# networks: (without effect)"))
                .anyMatch(line -> line.startsWith("# metrics: (without effect)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OS_TEST_TIMEOUT", "OS_STDOUT_CAPTURE", "OS_LOG_CAPTURE"})
    void variablesOfTestRunnersAreNone(String variable) throws Exception {
        assertThat(read(with(variables(USER), variable, "1"))).isEqualTo(read(variables(USER)));
    }

    @Test
    void anUnknownNameOfTheLoginIsRefused() throws Exception {
        assertThat(problem(clouds(with(USER, "passwort", "hunter2"))))
                .contains(": passwort: unknown (expected: a setting of the login)")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"username, username or user_id", "project_name, project_name or project_id"})
    void whatIsMissingIsNotTakenFromTheDefaults(String without, String expected) throws Exception {
        Map<String, String> cloud = new HashMap<>(USER);
        cloud.remove(without);

        assertThat(problem(variables(cloud)))
                .isEqualTo("OS_AUTH_URL: nothing beside auth_url (expected: " + expected + ")");
        assertThat(problem(clouds(cloud))).endsWith(": nothing beside auth_url (expected: " + expected + ")");
        assertThat(problem(with(variables(cloud), "OS_DOMAIN_ID", "d1")))
                .contains(without.equals("username") ? expected : "OS_DOMAIN_ID: not supported (expected: a project)");
    }

    @Test
    void aNameWinsOverAnIdAndTheUpperLevelOverTheLogin() throws Exception {
        assertUsed(variables(with(USER, "project_id", "p1")), "value=services");
        assertUsed(clouds(USER, "project_id: p1"), "project=Named[key=id, value=p1");
        assertUsed(clouds(USER, "tenant_name: above"), "value=above");
        assertUsed(with(clouds(USER, "project_id: p1"), "OS_PROJECT_NAME", "outside"), "value=outside");
        assertUsed(with(clouds(USER), "OS_TENANT_ID", "p2"), "project=Named[key=id, value=p2");
        assertUsed(with(clouds(USER), "OS_USER_DOMAIN_ID", "d1"), "value=gateway, domain=Domain[key=id, value=d1]");
    }

    /** The password of one cloud would go to the Keystone of another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth_url",
                "username",
                "user_id",
                "password",
                "auth_type",
                "cacert",
                "cert",
                "key",
                "application_credential_id"
            })
    void aVariableThatNamesAnotherUserOrKeystoneIsRefusedBesideACloud(String name) throws Exception {
        String variable = "OS_" + name.toUpperCase(Locale.ROOT);

        assertThat(problem(with(clouds(USER), variable, "http://other.test")))
                .isEqualTo(variable + ": not used beside OS_CLOUD (expected: one of the two)");
    }

    @Test
    void aVariableThatTheGatewayCannotDoIsRefusedWhateverTheCloudSays() throws Exception {
        assertThat(problem(with(clouds(USER, "insecure: false"), "OS_INSECURE", "true")))
                .isEqualTo("OS_INSECURE: not supported (expected: false)");
    }

    @Test
    void aCloudWithoutAKeystoneOfItsOwnIsRefused() throws Exception {
        Map<String, String> cloud = new HashMap<>(USER);
        cloud.remove("auth_url");

        assertThat(problem(clouds(cloud)))
                .endsWith(": cloud \"c\": no auth_url (expected: one beside the cloud's secrets)");
        assertThat(problem(clouds(with(cloud, "auth_url", "")))).contains(": no auth_url ");
    }

    @Test
    void whatALoginOfTheTypeDoesNotUseIsRefused() throws Exception {
        Map<String, String> credential = Map.of(
                "auth_url", "http://k",
                "application_credential_id", "c1",
                "application_credential_secret", "s3cret");
        for (String name :
                List.of("username", "user_id", "password", "project_name", "project_id", "user_domain_name")) {
            assertThat(problem(variables(with(credential, name, "x"))))
                    .contains(name.toUpperCase(Locale.ROOT) + ": not used");
        }
        assertThat(problem(variables(with(with(USER, "auth_type", "password"), "application_credential_id", "c1"))))
                .startsWith("OS_APPLICATION_CREDENTIAL_ID: not used ");
        assertThat(problem(variables(with(USER, "auth_type", "none")))).contains("OS_PASSWORD: not used ");
        assertThat(problem(variables(Map.of("auth_url", "http://k", "auth_type", "none"))))
                .isEmpty();
    }

    @Test
    void theVariablesAreACloudOfTheirOwnName() throws Exception {
        Map<String, String> environment = variables(USER);

        assertUsed(with(environment, "OS_CLOUD", "envvars"), "value=gateway");
        assertUsed(with(with(environment, "OS_CLOUD", "mine"), "OS_CLOUD_NAME", "mine"), "value=gateway");
        assertThat(problem(Map.of("OS_CLOUD", "envvars", "OS_PASSWORD", "x"))).startsWith("OS_CLOUD: \"envvars\" ");
    }

    @Test
    void aFileOfSecretsStandsBesideTheOtherOrBothAreNamed() throws Exception {
        Map<String, String> cloud = new HashMap<>(USER);
        cloud.remove("password");
        Map<String, String> environment = clouds(cloud);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path secrets = Files.writeString(
                elsewhere.resolve("mine.yaml"), "clouds: {c: {auth: {password: other}, region-name: x}}");

        assertUsed(with(environment, "OS_CLIENT_SECURE_FILE", secrets.toString()), "value=gateway");
        assertThat(problem(environment)).startsWith("keystone-authtoken.password: nothing");
        assertThat(problem(with(environment, "OS_CLIENT_SECURE_FILE", elsewhere + "/none")))
                .startsWith("OS_CLIENT_SECURE_FILE: ");

        Path home = Files.createDirectories(folder.resolve(".config/openstack"));
        Files.copy(folder.resolve("clouds.yaml"), home.resolve("clouds.yaml"));
        Map<String, String> found =
                Map.of("OS_CLOUD", "c", "HOME", folder.toString(), "OS_CLIENT_SECURE_FILE", secrets.toString());
        assertThat(problem(found))
                .startsWith("OS_CLIENT_SECURE_FILE: ")
                .contains("together with OS_CLIENT_CONFIG_FILE");
        Path beside = Files.copy(secrets, home.resolve("secure.yaml"));
        assertUsed(with(found, "OS_CLIENT_SECURE_FILE", beside.toString()), "value=gateway");
    }
}
