package dev.vitrine.config.oslo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options become which settings, and what is said of the others. */
class ConfigImportTest {
    private static final String EVENTS = """
            [DEFAULT]
            transport_url = rabbit://u:hunter2@h/v
            [oslo_messaging_notifications]
            driver = messagingv2
            """;

    /** A line behind a section of nova.conf, and the setting. */
    static final List<Arguments> OF_NOVA = List.of(
            arguments(
                    "keystone_authtoken",
                    "auth_url = http://k:5000/v3",
                    "keystone-authtoken.auth-url: http://k:5000/v3"),
            arguments("keystone_authtoken", "auth-url = http://k:5000", "keystone-authtoken.auth-url: http://k:5000"),
            arguments("keystone_authtoken", "identity_uri = http://k", "keystone-authtoken.auth-url: http://k"),
            arguments(
                    "keystone_authtoken",
                    "www_authenticate_uri = https://p/x",
                    "keystone-authtoken.www-authenticate-uri: https://p/x"),
            arguments(
                    "keystone_authtoken", "auth_uri = https://p", "keystone-authtoken.www-authenticate-uri: https://p"),
            arguments("keystone_authtoken", "auth_type = password", "keystone-authtoken.auth-type: password"),
            arguments("keystone_authtoken", "auth_plugin = v3password", "keystone-authtoken.auth-type: password"),
            arguments(
                    "keystone_authtoken",
                    "auth_type = v3applicationcredential",
                    "keystone-authtoken.auth-type: v3applicationcredential"),
            arguments("keystone_authtoken", "username = nova", "keystone-authtoken.username: nova"),
            arguments("keystone_authtoken", "user-name = nova", "keystone-authtoken.username: nova"),
            arguments("keystone_authtoken", "admin_user = nova", "keystone-authtoken.username: nova"),
            arguments("keystone_authtoken", "user_id = u1", "keystone-authtoken.user-id: u1"),
            arguments("keystone_authtoken", "user_domain_id = d1", "keystone-authtoken.user-domain-id: d1"),
            arguments("keystone_authtoken", "user_domain_name = D", "keystone-authtoken.user-domain-name: D"),
            arguments("keystone_authtoken", "project_name = service", "keystone-authtoken.project-name: service"),
            arguments("keystone_authtoken", "tenant_name = service", "keystone-authtoken.project-name: service"),
            arguments("keystone_authtoken", "admin_tenant_name = s", "keystone-authtoken.project-name: s"),
            arguments("keystone_authtoken", "project_id = p1", "keystone-authtoken.project-id: p1"),
            arguments("keystone_authtoken", "tenant_id = p1", "keystone-authtoken.project-id: p1"),
            arguments("keystone_authtoken", "project_domain_id = d1", "keystone-authtoken.project-domain-id: d1"),
            arguments("keystone_authtoken", "project_domain_name = D", "keystone-authtoken.project-domain-name: D"),
            arguments(
                    "keystone_authtoken",
                    "application_credential_id = c1",
                    "keystone-authtoken.application-credential-id: c1"),
            arguments("keystone_authtoken", "cafile = /no/ca.pem", "keystone-authtoken.cafile: /no/ca.pem"),
            arguments("keystone_authtoken", "certfile = /no/c.pem", "keystone-authtoken.certfile: /no/c.pem"),
            arguments("keystone_authtoken", "keyfile = /no/k.pem", "keystone-authtoken.keyfile: /no/k.pem"),
            arguments("keystone_authtoken", "insecure = Yes", "keystone-authtoken.insecure: true"),
            arguments("keystone_authtoken", "insecure = OFF", "keystone-authtoken.insecure: false"),
            arguments("keystone_authtoken", "token_cache_time = 300", "keystone-authtoken.token-cache-time: 300s"),
            arguments("keystone_authtoken", "token_cache_time = -1", "keystone-authtoken.token-cache-time: 0s"),
            arguments(
                    "keystone_authtoken",
                    "service_token_roles = service,admin",
                    "keystone-authtoken.service-token-roles: [service, admin]"),
            arguments(
                    "keystone_authtoken",
                    "service_token_roles_required = True",
                    "keystone-authtoken.service-token-roles-required: true"),
            arguments("keystone_authtoken", "service_type = compute", "keystone-authtoken.service-type: compute"),
            arguments("glance", "api_servers = http://g:9292", "glance.api-servers: http://g:9292"),
            arguments("glance", "api_servers = a:1, https://b/v2,", "glance.api-servers: [http://a:1, https://b/v2]"),
            arguments("glance", "api_servers = http://a,\n  http://b", "glance.api-servers: [http://a, http://b]"),
            arguments("DEFAULT", "glance_api_servers = g:9292", "glance.api-servers: http://g:9292"),
            arguments("glance", "endpoint_override = http://g/v2", "glance.endpoint-override: http://g/v2"),
            arguments("glance", "service_type = image", "glance.service-type: image"),
            arguments("glance", "region_name = RegionOne", "glance.region-name: RegionOne"),
            arguments("glance", "valid_interfaces = internal,public", "glance.valid-interfaces: [internal, public]"),
            arguments("glance", "cafile = /no/ca.pem", "glance.cafile: /no/ca.pem"),
            arguments("ssl", "ca_file = /no/ca.pem", "glance.cafile: /no/ca.pem"),
            arguments("glance", "certfile = /no/c.pem", "glance.certfile: /no/c.pem"),
            arguments("glance", "keyfile = /no/k.pem", "glance.keyfile: /no/k.pem"),
            arguments("glance", "insecure = 1", "glance.insecure: true"),
            arguments("glance", "api_insecure = true", "glance.insecure: true"),
            arguments("api", "max_limit = 500", "api.max-limit: 500"),
            arguments("DEFAULT", "osapi_max_limit = 500", "api.max-limit: 500"),
            arguments("api", "compute_link_prefix = https://c", "links.compute-link-prefix: https://c"),
            arguments("DEFAULT", "osapi_compute_link_prefix = https://c/x", "links.compute-link-prefix: https://c/x"),
            arguments("api", "glance_link_prefix = https://g", "links.glance-link-prefix: https://g"),
            arguments("DEFAULT", "osapi_glance_link_prefix = https://g", "links.glance-link-prefix: https://g"),
            arguments("quota", "metadata_items = -1", "api.metadata-items: \"-1\""),
            arguments("DEFAULT", "quota_metadata_items = 64", "api.metadata-items: 64"),
            arguments(
                    "cors",
                    "allowed_origin = https://A.example.com:443,http://b:80",
                    "cors.allowed-origins: [https://a.example.com, http://b]"),
            arguments("cors", "max_age = 600", "cors.max-age: 600s"),
            arguments("oslo_middleware", "max_request_body_size = 114688", "listen.max-body: 114688B"));

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private ImportedConfig nova(String text) throws Exception {
        return ConfigImport.read(List.of(file("nova.conf", text)));
    }

    private ImportedConfig glance(String text) throws Exception {
        return ConfigImport.read(List.of(file("glance-api.conf", text)));
    }

    private static List<String> lines(ImportedConfig imported) {
        return imported.settings().stream()
                .map(setting -> setting.line().replaceFirst("  # .*", ""))
                .toList();
    }

    private List<String> notes(ImportedConfig imported) {
        return imported.notes().stream()
                .map(note -> note.replace(folder + "/", ""))
                .toList();
    }

    private static Map<String, String> secrets(ImportedConfig imported) {
        return imported.secrets().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, secret -> secret.getValue().text(), (a, b) -> a, TreeMap::new));
    }

    @ParameterizedTest
    @FieldSource("OF_NOVA")
    void anOptionOfNovaIsASetting(String section, String lines, String setting) throws Exception {
        ImportedConfig imported = nova("[" + section + "]\n" + lines + "\n");

        assertThat(lines(imported)).containsExactly(setting);
        assertThat(imported.settings().get(0).origin()).startsWith(folder + "/nova.conf:2 [" + section + "] ");
        assertThat(notes(imported)).noneMatch(note -> note.contains("not carried over"));
    }

    @ParameterizedTest
    @CsvSource({
        "password, keystone-authtoken.password",
        "admin_password, keystone-authtoken.password",
        "application_credential_secret, keystone-authtoken.application-credential-secret"
    })
    void aSecretIsKeptApart(String option, String key) throws Exception {
        ImportedConfig imported = nova("[keystone_authtoken]\n" + option + " = 's3cret$$ '\n");

        assertThat(imported.settings()).isEmpty();
        assertThat(secrets(imported)).isEqualTo(Map.of(key, "s3cret$ "));
        assertThat(imported.toString()).doesNotContain("s3cret");
        assertThat(imported.yaml(Map.of())).doesNotContain("s3cret");
        assertThat(imported.yaml(Map.of(key, folder.resolve("p")))).contains("-file: " + folder.resolve("p"));
    }

    @Test
    void oneDomainCountsForTheUserAndTheProjectWithoutOne() throws Exception {
        assertThat(lines(nova("[keystone_authtoken]\ndefault_domain_name = D\nproject_domain_id = p\n")))
                .containsExactly("keystone-authtoken.user-domain-name: D", "keystone-authtoken.project-domain-id: p");
        assertThat(lines(nova("[keystone_authtoken]\ndefault_domain_id = d\n")))
                .containsExactly("keystone-authtoken.user-domain-id: d", "keystone-authtoken.project-domain-id: d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memcached_servers = h:11211 | the gateway keeps validated tokens in its own memory",
                "memcache_secret_key = hunter2 | the gateway keeps validated tokens in its own memory",
                "region_name = RegionOne | the gateway calls Keystone at auth_url",
                "auth_type = v3token | not supported (expected: password or v3applicationcredential)",
                "auth_url = http://u:hunter2@k | keystone-authtoken.auth-url cannot have this value (expected: a URL",
                "auth_url = hunter2 | keystone-authtoken.auth-url cannot have this value (expected: a URL",
                "password = pa$hunter2 | it refers to an option that none of the files sets",
                "insecure = hunter2 | not supported (expected: true or false)",
                "token_cache_time = 3600 | keystone-authtoken.token-cache-time cannot have this value (expected: from 0ms to 5m)",
                "token_cache_time = 5m | not supported (expected: a number of seconds)",
                "trust_id = t | the gateway logs in to a project of its user's own",
                "domain_id = d | the gateway logs in to a project",
                "no_such_option = hunter2 | no setting has this meaning"
            })
    void whatIsNotCarriedOverIsNotedWithItsPlaceAndWithoutItsValue(String line, String reason) throws Exception {
        ImportedConfig imported = nova("[keystone_authtoken]\n" + line + "\n");

        String key = line.substring(0, line.indexOf(' '));
        assertThat(notes(imported))
                .anyMatch(note ->
                        note.startsWith("nova.conf:2: [keystone_authtoken] " + key + ": not carried over: " + reason));
        assertThat(imported.toString() + imported.yaml(Map.of())).doesNotContain("hunter2");
        assertThat(secrets(imported)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[keystone_authtoken]\ncafile =\npassword = ''\n",
                "[glance]\napi_servers = ,\nvalid_interfaces =\n",
                "[DEFAULT]\nempty =\n[glance]\ncafile = $empty\n"
            })
    void anEmptyValueSetsNothingAndIsNotNoted(String text) throws Exception {
        ImportedConfig imported = nova(text);

        assertThat(lines(imported)).isEmpty();
        assertThat(secrets(imported)).isEmpty();
        assertThat(notes(imported)).noneMatch(note -> note.startsWith("nova.conf:"));
    }

    @Test
    void whatLosesToAnotherLineIsNoted() throws Exception {
        ImportedConfig imported =
                nova("[keystone_authtoken]\nauth_plugin = x\nauth_type = password\nauth_type = password\n");

        assertThat(lines(imported)).containsExactly("keystone-authtoken.auth-type: password");
        assertThat(notes(imported))
                .contains(
                        "nova.conf:2: [keystone_authtoken] auth_plugin: not carried over: line 4 of nova.conf wins",
                        "nova.conf:3: [keystone_authtoken] auth_type: not carried over: line 4 of nova.conf wins");
    }

    @Test
    void everyOptionOfTheSectionsThatAreReadIsASettingOrANote() throws Exception {
        String options = Stream.of("a", "b", "cafile", "timeout", "region_name", "auth_type", "max_age", "password")
                .map(option -> option + " = 1\n")
                .collect(Collectors.joining());
        for (String section : OptionTable.WHOLE) {
            ImportedConfig imported = nova("[" + section + "]\n" + options);

            Set<Integer> said = Stream.concat(
                            imported.notes().stream().filter(note -> note.contains("nova.conf:")),
                            imported.settings().stream().map(EffectiveSetting::origin))
                    .map(text -> Integer.valueOf(text.replaceAll("(?s).*nova.conf:(\\d+).*", "$1")))
                    .collect(Collectors.toSet());
            int secret = imported.secrets().size();
            assertThat(said.size() + secret).as(section).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[DEFAULT]\nosapi_compute_listen = 192.0.2.1\n",
                "[DEFAULT]\nosapi_compute_listen_port = 8774\n",
                "[wsgi]\nssl_cert_file = /x\n",
                "[oslo_middleware]\nenable_proxy_headers_parsing = true\n",
                "[api]\nauth_strategy = noauth2\n"
            })
    void whatNovaHasForItselfIsNotedBesideTheSettingToLookAt(String text) throws Exception {
        assertThat(notes(nova(text)).get(0))
                .startsWith("nova.conf:2: ")
                .contains(": not carried over: ")
                .containsPattern("see (listen\\.|identity)");
    }

    @Test
    void ofTwoServiceUsersNovasIsTaken() throws Exception {
        ImportedConfig imported = ConfigImport.read(List.of(
                file(
                        "glance-api.conf",
                        "[keystone_authtoken]\nusername = glance\npassword = g\nservice_type = image\n"),
                file("nova.conf", "[keystone_authtoken]\nusername = nova\npassword = n\n")));

        assertThat(lines(imported)).containsExactly("keystone-authtoken.username: nova");
        assertThat(secrets(imported)).isEqualTo(Map.of("keystone-authtoken.password", "n"));
        assertThat(notes(imported))
                .contains(
                        "glance-api.conf: [keystone_authtoken] is not carried over: that of Nova is, whose images API the"
                                + " gateway takes the place of");
    }

    @Test
    void glancesServiceUserIsTakenWhereThereIsNoOtherButNotItsType() throws Exception {
        ImportedConfig imported = glance("[keystone_authtoken]\nusername = glance\nservice_type = image\ncache = x\n");

        assertThat(lines(imported)).containsExactly("keystone-authtoken.username: glance");
        assertThat(notes(imported))
                .contains(
                        "glance-api.conf:3: [keystone_authtoken] service_type: not carried over: it is Glance's type; the"
                                + " gateway's is compute",
                        "glance-api.conf: [keystone_authtoken] names Glance's own user: better give the gateway one of its"
                                + " own",
                        "keystone-authtoken.password: nothing to carry over: set keystone-authtoken.password-file, or the"
                                + " gateway does not start");
    }

    @Test
    void aFileIsOfTheServiceThatItsNameOrItsFolderNames() throws Exception {
        Files.createDirectories(folder.resolve("glance-api.conf.d"));
        Files.createDirectories(folder.resolve("nova"));
        ImportedConfig imported = ConfigImport.read(List.of(
                file("nova/api.conf", "[keystone_authtoken]\nusername = nova\n"),
                file("glance-api.conf.d/1.conf", "[keystone_authtoken]\nusername = glance\n"),
                file("other.conf", "[keystone_authtoken]\nusername = later\n")));

        assertThat(lines(imported)).containsExactly("keystone-authtoken.username: later");
    }

    @Test
    void theBrokerOfGlancesNotificationsIsTaken() throws Exception {
        ImportedConfig imported = glance("""
                [DEFAULT]
                transport_url = rabbit://other@rpc/
                control_exchange = images
                [oslo_messaging_notifications]
                driver = noop
                driver = messaging
                topics = billing,notifications
                transport_url = rabbit://u:p%2Fw@h1:5671,u:p%2Fw@[::2]//?ssl=yes&ssl_version=TLSv1_2
                retry = 3
                [oslo_messaging_rabbit]
                ssl_ca_file = /no/ca.pem
                kombu_ssl_certfile = /no/c.pem
                ssl_key_file = /no/k.pem
                heartbeat_rate = 2
                """);

        assertThat(lines(imported))
                .containsExactly(
                        "events.brokers: [h1:5671, \"[::2]:5672\"]",
                        "events.tls: true",
                        "events.cafile: /no/ca.pem",
                        "events.certfile: /no/c.pem",
                        "events.keyfile: /no/k.pem",
                        "events.username: u",
                        "events.virtual-host: /",
                        "events.exchange: images",
                        "events.routing-key: notifications.info");
        assertThat(secrets(imported)).isEqualTo(Map.of("events.password", "p/w"));
        assertThat(notes(imported))
                .contains(
                        "glance-api.conf:8: [oslo_messaging_notifications] transport_url: not carried over: its ssl_version:"
                                + " no setting has this meaning",
                        "glance-api.conf:7: [oslo_messaging_notifications] topics: one of its topics is carried over: Glance"
                                + " publishes everything to each of them",
                        "glance-api.conf:9: [oslo_messaging_notifications] retry: not carried over: it concerns how Glance"
                                + " publishes",
                        "glance-api.conf:14: [oslo_messaging_rabbit] heartbeat_rate: not carried over: it concerns Glance's"
                                + " own connections");
    }

    @ParameterizedTest
    @CsvSource({
        "'ssl = false', 'rabbit://u:p@h/v', false",
        "'ssl = true', 'rabbit://u:p@h/v', true",
        "'rabbit_use_ssl = 1', 'rabbit://u:p@h/v', true",
        "'ssl = true', 'rabbit://u:p@h/v?ssl=0', false",
        "'ssl = false', 'rabbit://u:p@h/v?ssl=1', true"
    })
    void theQueryOfTheUrlWinsOverTheDriversSection(String line, String url, boolean isTls) throws Exception {
        ImportedConfig imported = glance("[DEFAULT]\ntransport_url = " + url
                + "\n[oslo_messaging_notifications]\ndriver = messagingv2\n[oslo_messaging_rabbit]\n" + line + "\n");

        assertThat(lines(imported).contains("events.tls: true")).isEqualTo(isTls);
        assertThat(lines(imported)).contains("events.brokers: [h:5672]", "events.virtual-host: v");
        assertThat(notes(imported).stream().anyMatch(note -> note.contains("TLS without ssl_ca_file")))
                .isEqualTo(isTls);
    }

    @ParameterizedTest
    @CsvSource({
        "ssl_ca_file = /x, ssl_ca_file: not carried over: its connections have no TLS",
        "ssl = maybe, ssl: not carried over: not supported (expected: true or false)"
    })
    void whatIsOfNoUseWithoutTlsIsNoted(String line, String note) throws Exception {
        ImportedConfig imported = glance(EVENTS + "[oslo_messaging_rabbit]\n" + line + "\n");

        assertThat(lines(imported)).doesNotContain("events.tls: true").noneMatch(text -> text.contains("/x"));
        assertThat(notes(imported)).contains("glance-api.conf:6: [oslo_messaging_rabbit] " + note);
    }

    @Test
    void ofNodesWithSeveralUsersThoseOfTheFirstAreTaken() throws Exception {
        ImportedConfig imported = glance(EVENTS.replace("u:hunter2@h/v", "u:hunter2@h1,x:hunter2@h2,u:hunter2@h3/v"));

        assertThat(lines(imported)).contains("events.brokers: [h1:5672, h3:5672]");
        assertThat(notes(imported))
                .contains(
                        "glance-api.conf:2: [DEFAULT] transport_url: not carried over: its node h2:5672, which has another"
                                + " user than the first one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "driver = messagingv2 | driver = noop | Glance publishes no notifications",
                "driver = messagingv2 | # driver | Glance publishes no notifications",
                "transport_url = | disabled_notifications = image.update\\ntransport_url = | disabled_notifications",
                "transport_url = | x = | Glance's file has no transport_url"
            })
    void notificationsOnWhichTheGatewayMustNotRelyAreLeftOut(String instead, String of, String reason)
            throws Exception {
        ImportedConfig imported = glance(EVENTS.replace(instead, of.translateEscapes()));

        assertThat(lines(imported)).isEmpty();
        assertThat(secrets(imported)).isEmpty();
        assertThat(notes(imported)).anyMatch(note -> note.startsWith("events: left out: ") && note.contains(reason));
        assertThat(imported.notes().toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka://u:hunter2@h/v", "hunter2", "rabbit://", "rabbit://u:1,hunter2@h/"})
    void whatIsNoBrokerIsNoted(String url) throws Exception {
        ImportedConfig imported = glance(EVENTS.replace("rabbit://u:hunter2@h/v", url));

        assertThat(lines(imported)).isEmpty();
        assertThat(notes(imported))
                .contains(
                        "glance-api.conf:2: [DEFAULT] transport_url: not carried over: no address of RabbitMQ (expected:"
                                + " rabbit://user:password@host:port/)");
        assertThat(imported.notes().toString()).doesNotContain("hunter2");
    }

    @Test
    void everyRowOfTheTableIsASettingAndNoOptionHasTwo() throws Exception {
        Set<String> keys = ConfigLoader.settings().stream().map(Setting::key).collect(Collectors.toSet());
        List<OptionTable.Option> rows = Stream.of(
                        OptionTable.OF_KEYSTONE, List.of(OptionTable.SERVICE_TYPE), OptionTable.OF_NOVA)
                .flatMap(List::stream)
                .toList();

        assertThat(rows).extracting(OptionTable.Option::key).isSubsetOf(keys).doesNotHaveDuplicates();
        assertThat(rows.stream().flatMap(row -> row.names().stream())).doesNotHaveDuplicates();
    }

    @Test
    void whatIsWrittenIsReadAsTheSameSettings() throws Exception {
        ImportedConfig imported = nova("""
                [keystone_authtoken]
                auth_url = http://k:5000/v3
                username = "a b: #'x"
                [glance]
                api_servers = http://a:1,http://b:2
                [api]
                max_limit = 50
                """);

        Path yaml = file("vitrine.yaml", imported.yaml(Map.of()));
        Map<String, String> password = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x");

        assertThat(ConfigLoader.read(yaml, password, Map.of()).effective())
                .filteredOn(setting -> setting.origin().startsWith(yaml.toString()))
                .extracting(EffectiveSetting::key, EffectiveSetting::texts)
                .containsExactlyElementsOf(imported.settings().stream()
                        .map(setting -> tuple(setting.key(), setting.texts()))
                        .toList());
    }
}
