package dev.vitrine.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.config.Credentials.Domain;
import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.LinkConfig.AlternateProject;
import dev.vitrine.config.MountConfig.Profile;
import dev.vitrine.config.NotificationConfig.BrokerAddress;
import dev.vitrine.config.listen.ClientLimits;
import dev.vitrine.config.listen.CorsConfig;
import dev.vitrine.config.listen.Http2Limits;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.listen.ListenConfig.Proxies;
import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.KeyNames;
import dev.vitrine.config.source.Network;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.YamlFile;
import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Microversion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
    private static final Path SHIPPED = Path.of("conf/vitrine.yaml");
    private static final Map<String, String> PASSWORD = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret");

    static final Path TLS_CERTIFICATE = Path.of("src/test/resources/tls/localhost.pem");
    static final Path TLS_KEY = Path.of("src/test/resources/tls/localhost.key");

    /** Signed by itself, good for a hundred years. */
    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBcDCCARWgAwIBAgIUbBkzi+aN07T3yuyvqVe1O4E8/xQwCgYIKoZIzj0EAwIw
            DDEKMAgGA1UEAwwBdDAgFw0yNjExMjMxOTUxMzZaGA8yMTI2MTAzMDE5NTEzNlow
            DDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFx7igG0HTc5
            qaguwpKpFFeGd3+dCg1depgcxU1vM8JOvRPnUFO7KWah/0RJ3AH7/GUYcLIE6DoF
            I02qRNbiC1mjUzBRMB0GA1UdDgQWBBQUyCYw8kNEF7s7VOx56H18by0IZTAfBgNV
            HSMEGDAWgBQUyCYw8kNEF7s7VOx56H18by0IZTAPBgNVHRMBAf8EBTADAQH/MAoG
            CCqGSM49BAMCA0kAMEYCIQDH54hE5mrwQKfJtFFQrs+c+nUDZI7xO7LbsyPfX1ZJ
            3QIhANUy46AUyKvGRnxCe0vjAoyPZUos7QgfMWy53JFZ4V/N
            -----END CERTIFICATE-----
            """;

    private static final ClientLimits LIMITS = new ClientLimits(
            seconds(9),
            seconds(2),
            seconds(3),
            seconds(4),
            1 << 10,
            2 << 10,
            10,
            3 << 10,
            2 << 20,
            new Http2Limits(5, 6, 7, 80));

    private static final Proxies PROXIES = new Proxies(
            List.of(
                    requireNonNull(Network.parse("192.0.2.10")),
                    requireNonNull(Network.parse("10.0.0.0/8")),
                    requireNonNull(Network.parse("2001:db8::/32"))),
            true);

    @TempDir
    private Path folder;

    private Path secret;
    private Path certificates;
    private Path credential;

    /** Every key with a value that is not its default. */
    private final Map<String, String> others = new LinkedHashMap<>();

    @BeforeEach
    void makeValues() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        certificates = Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
        credential = Files.writeString(folder.resolve("credential"), "c2:s3cret:x\n");
        others.put("identity", "keystone");
        others.put("listen.host", "::1");
        others.put("listen.port", "0");
        others.put("listen.drain-notice", "0s");
        others.put("listen.max-connections", "4");
        others.put("listen.max-connections-per-address", "3");
        others.put("listen.trusted-proxies", "192.0.2.10, 10.0.0.0/8, 2001:db8::/32");
        others.put("listen.proxy-protocol", "true");
        others.put("listen.max-requests", "2");
        others.put("listen.byte-budget", "5MiB");
        others.put("listen.head-timeout", "1s");
        others.put("listen.body-timeout", "2s");
        others.put("listen.write-timeout", "3s");
        others.put("listen.idle-timeout", "4s");
        others.put("listen.max-request-line", "1KiB");
        others.put("listen.max-header-bytes", "2KiB");
        others.put("listen.max-headers", "10");
        others.put("listen.max-body", "3KiB");
        others.put("listen.max-streams", "5");
        others.put("listen.max-resets", "6");
        others.put("listen.max-continuations", "7");
        others.put("listen.max-idle-frames", "80");
        others.put("listen.max-unsent", "2MiB");
        others.put("listen.handshake-timeout", "9s");
        others.put("listen.access-log", "true");
        others.put("management.host", "0.0.0.0");
        others.put("management.port", "1");
        others.put("management.token-file", secret.toString());
        others.put("management.max-connections", "7");
        others.put("management.max-connections-per-address", "5");
        others.put("management.head-timeout", "3s");
        others.put("listen.tls-certificate", TLS_CERTIFICATE.toString());
        others.put("listen.tls-key", TLS_KEY.toString());
        others.put("keystone-authtoken.auth-url", "https://keystone.example.com/identity/v3");
        others.put("keystone-authtoken.www-authenticate-uri", "https://public.example.com");
        others.put("keystone-authtoken.auth-type", "v3applicationcredential");
        others.put("keystone-authtoken.username", "gateway");
        others.put("keystone-authtoken.user-id", "");
        others.put("keystone-authtoken.password-file", secret.toString());
        others.put("keystone-authtoken.user-domain-id", "");
        others.put("keystone-authtoken.user-domain-name", "Users");
        others.put("keystone-authtoken.project-name", "services");
        others.put("keystone-authtoken.project-id", "");
        others.put("keystone-authtoken.project-domain-id", "d1");
        others.put("keystone-authtoken.project-domain-name", "Projects");
        others.put("keystone-authtoken.application-credential-id", "c1");
        others.put("keystone-authtoken.application-credential-secret-file", secret.toString());
        others.put("keystone-authtoken.token-cache-time", "5m");
        others.put("keystone-authtoken.max-token-length", "8KiB");
        others.put("keystone-authtoken.service-type", "compute-images");
        others.put("keystone-authtoken.service-token-roles", "service,helper");
        others.put("keystone-authtoken.service-token-roles-required", "false");
        others.put("glance.api-servers", "http://a:1,http://b:2/image");
        others.put("glance.endpoint-override", "http://o:1");
        others.put("glance.service-type", "images");
        others.put("glance.region-name", "RegionTwo");
        others.put("glance.valid-interfaces", "admin,publicURL");
        others.put("mounts.v1.1.profile", "icehouse");
        others.put("mounts.v2.profile", "v21");
        others.put("mounts.v2.1.profile", "v2compat");
        others.put("api.max-limit", "50");
        others.put("api.metadata-items", "-1");
        others.put("cors.allowed-origins", "https://a.example.com,http://b.example.com:8080");
        others.put("cors.max-age", "10m");
        others.put("cache.list-max-bytes", "2MiB");
        others.put("glance.write-timeout", "7s");
        others.put("glance.list-timeout", "8s");
        others.put("glance.page-size", "250");
        others.put("glance.max-record-bytes", "1MiB");
        others.put("glance.base-properties", "one,two");
        for (String section : List.of("keystone-authtoken", "glance", "events", "nova")) {
            others.put(section + ".cafile", certificates.toString());
            others.put(section + ".certfile", TLS_CERTIFICATE.toString());
            others.put(section + ".keyfile", TLS_KEY.toString());
            others.put(section + ".insecure", "true");
        }
        for (String section : List.of("keystone-authtoken", "glance")) {
            others.put(section + ".connect-timeout", "10ms");
            others.put(section + ".first-byte-timeout", "20ms");
            others.put(section + ".timeout", "10m");
            others.put(section + ".max-connections", "1");
            others.put(section + ".min-calls", "3");
            others.put(section + ".max-waiting", "2");
            others.put(section + ".breaker", "false");
        }
        others.put("links.compute-link-prefix", "https://compute.example.com/x/");
        others.put("links.glance-link-prefix", "https://glance.example.com");
        others.put("links.allowed-hosts", "A.example.com:8774,b");
        others.put("links.alternate-project", "never");
        others.put("mounts.v1.1.extensions", "");
        others.put("mounts.v2.extensions", "OS-EXT-IMG-SIZE");
        others.put("mounts.v2.1.extensions", "OS-DCF");
        others.put("microversion.max", "2.35");
        others.put("cache.max-bytes", "1GiB");
        others.put("cache.fresh", "0s");
        others.put("cache.stale-while-revalidate", "1m");
        others.put("cache.events-fresh", "2m");
        others.put("cache.events-stale-while-revalidate", "0s");
        others.put("cache.stale-if-error", "10m");
        others.put("cache.stale-if-error-public", "1h");
        others.put("cache.status-header", "true");
        others.put("cache.negative-ttl", "1m");
        others.put("cache.share-public", "false");
        others.put("cache.authz-class", "token");
        others.put("warm-up.credential-files", credential.toString());
        others.put("warm-up.max-images", "100000");
        others.put("warm-up.concurrency", "64");
        others.put("events.brokers", "a,b:5");
        others.put("events.tls", "true");
        others.put("events.username", "gateway");
        others.put("events.password-file", secret.toString());
        others.put("events.virtual-host", "/glance");
        others.put("events.exchange", "images");
        others.put("events.routing-key", "notifications.*");
        others.put("events.instance", "gateway-1");
        others.put("events.assume-emitting", "true");
        others.put("nova.api-servers", "https://nova.example.com/compute/v2.1");
        others.put("nova.connect-timeout", "9s");
        others.put("nova.first-byte-timeout", "3m");
        others.put("nova.idle-timeout", "70s");
        others.put("nova.max-connections", "12");
        others.put("nova.breaker", "false");
        others.put("log.level", "warn");
        others.put("log.levels", "dev.vitrine.glance=debug,io.vertx=error");
    }

    @ParameterizedTest
    @CsvSource({"60s, 15, 30", "13s, 3, 6", "8s, 3, 5"})
    void aPageHasAPartOfTheTimeOfItsListAndNoLessThanAnImage(String list, int firstByte, int whole)
            throws ConfigException {
        GlanceConfig glance = ConfigLoader.read(null, PASSWORD, Map.of("glance.list-timeout", list))
                .settings()
                .glance();

        assertThat(glance.pageFirstByteTimeout().toSeconds()).isEqualTo(firstByte);
        assertThat(glance.pageTimeout().toSeconds()).isEqualTo(whole);
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() throws ConfigException {
        GatewayConfig settings = ConfigLoader.read(null, PASSWORD, Map.of()).settings();

        ServiceConfig keystone = new ServiceConfig(
                List.of(url("http://127.0.0.1:5000")),
                seconds(1),
                seconds(3),
                seconds(5),
                64,
                10,
                256,
                true,
                TlsConfig.DEFAULTS);
        assertThat(settings)
                .isEqualTo(new GatewayConfig(
                        ListenConfig.plain("0.0.0.0", 8774),
                        new ManagementConfig("127.0.0.1", 8790, null),
                        IdentityMode.KEYSTONE,
                        new KeystoneConfig(
                                keystone,
                                "http://127.0.0.1:5000",
                                new Credentials.Password(
                                        new Credentials.Named("name", "vitrine", new Domain("name", "Default")),
                                        new Secret("s3cret"),
                                        new Credentials.Named("name", "service", new Domain("name", "Default"))),
                                seconds(60),
                                4 << 10,
                                new ServiceTokenConfig(Set.of(), true),
                                "compute"),
                        new GlanceConfig(
                                at(keystone),
                                new CatalogConfig("image", null, List.of("internal", "public")),
                                seconds(15),
                                seconds(60),
                                1000,
                                49 << 20,
                                Set.of()),
                        new LinkConfig(null, null, Set.of(), AlternateProject.BY_MOUNT),
                        new ApiConfig(1000, 128),
                        new CorsConfig(Set.of(), Duration.ofHours(1)),
                        new MountConfig(Profile.V2COMPAT, true, false),
                        new MountConfig(Profile.V2COMPAT, true, false),
                        new MountConfig(Profile.V21, true, true),
                        new Microversion(2, 35),
                        new CacheConfig(
                                64 << 20,
                                seconds(5),
                                seconds(5),
                                seconds(60),
                                seconds(30),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(15),
                                seconds(5),
                                16 << 20,
                                true,
                                AccessClass.PROJECT,
                                false),
                        new WarmUpConfig(List.of(), 10_000, 4),
                        new NotificationConfig(
                                List.of(),
                                false,
                                TlsConfig.DEFAULTS,
                                "guest",
                                new Secret(""),
                                "/",
                                "glance",
                                "notifications.info",
                                "vitrine",
                                false),
                        new NovaConfig(
                                List.of(),
                                false,
                                seconds(1),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(1),
                                256,
                                true,
                                TlsConfig.DEFAULTS),
                        new LogConfig(LogConfig.Level.INFO, Map.of())));
    }

    @Test
    void shippedFileHoldsEveryKeyWithItsDefault() throws ConfigException {
        assertThat(YamlFile.read(SHIPPED).keySet()).isEqualTo(keys());
        assertThat(ConfigLoader.read(SHIPPED, PASSWORD, Map.of()).settings())
                .isEqualTo(ConfigLoader.read(null, PASSWORD, Map.of()).settings());
    }

    @Test
    void everyKeyCanBeSetInTheFileTheEnvironmentAndByFlag() throws Exception {
        assertThat(others.keySet()).isEqualTo(keys());
        Path file = file(others);
        Map<String, String> environment = others.entrySet().stream()
                .collect(Collectors.toMap(entry -> KeyNames.variable(entry.getKey()), Map.Entry::getValue));

        GatewayConfig expected = expected(new Credentials.ApplicationCredential("c1", new Secret("s3cret")));
        assertThat(ConfigLoader.read(file, Map.of(), Map.of()).settings()).isEqualTo(expected);
        assertThat(ConfigLoader.read(null, environment, Map.of()).settings()).isEqualTo(expected);
        assertThat(ConfigLoader.read(null, Map.of(), others).settings()).isEqualTo(expected);
    }

    @Test
    void everyKeyOfThePasswordCanBeSet() throws ConfigException {
        others.put("keystone-authtoken.auth-type", "password");

        GatewayConfig settings = ConfigLoader.read(null, Map.of(), others).settings();

        assertThat(settings)
                .isEqualTo(expected(new Credentials.Password(
                        new Credentials.Named("name", "gateway", new Domain("name", "Users")),
                        new Secret("s3cret"),
                        new Credentials.Named("name", "services", new Domain("id", "d1")))));
    }

    @Test
    void idsOfTheUserAndItsProjectWinOverTheirNames() throws ConfigException {
        Map<String, String> ids = Map.of("keystone-authtoken.user-id", "u1", "keystone-authtoken.project-id", "p1");

        assertThat(ConfigLoader.read(null, PASSWORD, ids).settings().keystone().credentials())
                .isEqualTo(new Credentials.Password(
                        new Credentials.Named("id", "u1", null),
                        new Secret("s3cret"),
                        new Credentials.Named("id", "p1", null)));
    }

    @ParameterizedTest
    @CsvSource({"password", "v3applicationcredential"})
    void eachWrongKeyIsReportedAlone(String type) throws Exception {
        others.put("keystone-authtoken.auth-type", type);
        for (String key : others.keySet()) {
            boolean isList = key.matches(".*[.](extensions|base-properties|allowed-hosts|brokers|service-token-roles)");
            assertThat(saidOf(key, isList ? "x" : "[x]")).as(key).hasSize(1).allMatch(said -> said.contains(key));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "identity, x",
        "listen.host, ' '",
        "listen.port, 65536",
        "listen.handshake-timeout, 6m",
        "listen.max-unsent, 1KiB",
        "listen.max-continuations, 0",
        "listen.max-idle-frames, 9",
        "keystone-authtoken.www-authenticate-uri, a b",
        "keystone-authtoken.auth-type, x",
        "keystone-authtoken.application-credential-id, ' '",
        "keystone-authtoken.token-cache-time, 9h",
        "keystone-authtoken.service-type, ' '",
        "keystone-authtoken.min-calls, 0",
        "keystone-authtoken.max-waiting, 0",
        "glance.max-waiting, 0",
        "glance.connect-timeout, 9h",
        "glance.first-byte-timeout, 9h",
        "glance.timeout, 9h",
        "glance.max-connections, 0",
        "glance.write-timeout, 9h",
        "glance.list-timeout, 9h",
        "glance.page-size, 0",
        "microversion.max, 2.0",
        "cache.max-bytes, 1B",
        "cache.fresh, 9h",
        "cache.stale-while-revalidate, 9h",
        "cache.stale-if-error, 25h",
        "cache.stale-if-error-public, 25h",
        "cache.negative-ttl, 9h",
        "warm-up.max-images, 100001",
        "warm-up.concurrency, 65"
    })
    void eachKeyOutsideItsRangeIsReportedAlone(String key, String value) throws Exception {
        assertThat(saidOf(key, "\"" + value + "\"")).hasSize(1).allMatch(said -> said.contains(key));
    }

    @ParameterizedTest
    @CsvSource({"http://a, http://a", "'[http://a, http://b]', http://a http://b"})
    void oneServerNeedsNoList(String written, String servers) throws Exception {
        Path file = Files.writeString(folder.resolve("vitrine.yaml"), "glance.api-servers: " + written);

        assertThat(ConfigLoader.read(file, PASSWORD, Map.of())
                        .settings()
                        .glance()
                        .backend()
                        .servers())
                .isEqualTo(Stream.of(servers.split(" "))
                        .map(GatewayConfigTest::url)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "'s3cret', 's3cret'",
        "'s3cret\n', 's3cret'",
        "'s3cret\r\n', 's3cret'",
        "'s3cret \t\n', 's3cret \t'",
        "'s3cret\n\n', 's3cret\n'",
        "'s3cret\r', 's3cret\r'"
    })
    void secretLosesItsLineEndAlone(String written, String read) throws Exception {
        Files.writeString(secret, written.translateEscapes());

        GatewayConfig settings = ConfigLoader.read(null, Map.of(), others).settings();

        assertThat(settings.keystone().credentials())
                .isEqualTo(new Credentials.ApplicationCredential("c1", new Secret(read.translateEscapes())));
    }

    @Test
    void certificatesMayBeMixedWithOtherText() throws Exception {
        Files.writeString(certificates, "0 \u00E4\n" + CERTIFICATE + "\n# -----\n" + CERTIFICATE);

        assertThat(ConfigLoader.read(null, Map.of(), others)
                        .settings()
                        .glance()
                        .backend()
                        .tls()
                        .caFile())
                .isEqualTo(certificates);
    }

    @Test
    void variablesOfAServiceOfKubernetesAreIgnored() throws ConfigException {
        Map<String, String> flags = Map.of("identity", "none");
        GatewayConfig settings = ConfigLoader.read(
                        null,
                        Map.of(
                                "VITRINE_SERVICE_HOST", "10.0.0.1",
                                "VITRINE_SERVICE_PORT", "8774",
                                "VITRINE_SERVICE_PORT_HTTP", "8774",
                                "VITRINE_PORT", "tcp://10.0.0.1:8774",
                                "VITRINE_PORT_8774_TCP", "tcp://10.0.0.1:8774",
                                "VITRINE_PORT_8774_TCP_PROTO", "tcp",
                                "VITRINE_PORT_8774_TCP_PORT", "8774",
                                "VITRINE_PORT_8774_TCP_ADDR", "10.0.0.1",
                                "VITRINE_WEB_SERVICE_HOST", "10.0.0.2",
                                "VITRINE_WEB_PORT", "udp://10.0.0.2:80"),
                        flags)
                .settings();

        assertThat(settings).isEqualTo(ConfigLoader.read(null, Map.of(), flags).settings());
    }

    @Test
    void fileMayBeginWithAByteOrderMark() throws Exception {
        Path file = Files.writeString(folder.resolve("vitrine.yaml"), "\uFEFFlisten:\n  port: 1\n");

        assertThat(ConfigLoader.read(file, PASSWORD, Map.of())
                        .settings()
                        .listen()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void flagWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path file = file(Map.of("listen.port", "1", "listen.host", "file", "identity", "none"));
        Map<String, String> environment = Map.of("VITRINE_LISTEN_PORT", "2", "VITRINE_LISTEN_HOST", "environment");

        GatewayConfig settings =
                ConfigLoader.read(file, environment, Map.of("listen.port", "3")).settings();

        assertThat(settings.listen()).isEqualTo(ListenConfig.plain("environment", 3));
        assertThat(settings.identity()).isEqualTo(IdentityMode.NONE);
    }

    @Test
    void variableWithoutThePrefixIsIgnored() throws ConfigException {
        Map<String, String> flags = Map.of("identity", "none");

        assertThat(ConfigLoader.read(null, Map.of("PATH", "/bin", "LISTEN_PORT", "1"), flags)
                        .settings())
                .isEqualTo(ConfigLoader.read(null, Map.of(), flags).settings());
    }

    @Test
    void noTwoKeysShareAVariable() throws ConfigException {
        assertThat(keys().stream().map(KeyNames::variable)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"keystone, 0.0.0.0", "glance, 0.0.0.0", "none, 127.0.0.1"})
    void gatewayWithoutAuthenticationListensOnLoopback(String identity, String host) throws ConfigException {
        GatewayConfig settings =
                ConfigLoader.read(null, PASSWORD, Map.of("identity", identity)).settings();

        assertThat(settings.listen().host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({"identity, glance", "identity, none", "keystone-authtoken.auth-type, none"})
    void noPasswordIsNeededWhereNoneIsUsed(String key, String value) throws ConfigException {
        GatewayConfig settings =
                ConfigLoader.read(null, Map.of(), Map.of(key, value)).settings();

        assertThat(settings.keystone().credentials()).isEqualTo(new Credentials.None());
    }

    @Test
    void alternateLinksBeginWithTheFirstGlance() throws ConfigException {
        GatewayConfig settings = ConfigLoader.read(
                        null,
                        PASSWORD,
                        Map.of(
                                "glance.api-servers",
                                "http://a, http://b",
                                "keystone-authtoken.auth-url",
                                "http://k/v3"))
                .settings();

        assertThat(settings.links().glancePrefix()).hasToString("http://a");
        assertThat(settings.keystone().authenticateUri()).isEqualTo("http://k");
    }

    @Test
    void fileMayBeEmptyOrNameSectionsOnly() throws Exception {
        GatewayConfig defaults = ConfigLoader.read(null, PASSWORD, Map.of()).settings();

        for (String yaml : List.of("", "# nothing\n", "---\n", "listen:\nglance:\n  # cafile: x\n", "listen: {}\n")) {
            Path file = Files.writeString(folder.resolve("vitrine.yaml"), yaml);
            assertThat(ConfigLoader.read(file, PASSWORD, Map.of()).settings())
                    .as(yaml)
                    .isEqualTo(defaults);
        }
    }

    @Test
    void secretsAreShownByNothingThatHoldsThem() throws ConfigException {
        GatewayConfig password = ConfigLoader.read(null, PASSWORD, Map.of()).settings();
        GatewayConfig credential = ConfigLoader.read(null, Map.of(), others).settings();

        assertThat(password.toString()).contains("(hidden)").doesNotContain("s3cret");
        assertThat(credential.toString()).contains("(hidden)").doesNotContain("s3cret");
    }

    /** Returns what is said of a file in which this key alone is wrong. */
    private List<String> saidOf(String key, String yaml) throws IOException {
        Map<String, String> rest = new LinkedHashMap<>(others);
        rest.remove(key);
        Path file = file(rest);
        Files.writeString(file, "\n" + key + ": " + yaml + "\n", StandardOpenOption.APPEND);
        return catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.read(file, Map.of(), Map.of()).settings())
                .getMessage()
                .lines()
                .toList();
    }

    private GatewayConfig expected(Credentials credentials) {
        ServiceConfig backend = new ServiceConfig(
                List.of(url("https://keystone.example.com/identity")),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMinutes(10),
                1,
                3,
                2,
                false,
                tls());
        return new GatewayConfig(
                new ListenConfig(
                        "::1",
                        0,
                        TLS_CERTIFICATE,
                        TLS_KEY,
                        4,
                        3,
                        PROXIES,
                        2,
                        5 << 20,
                        seconds(1),
                        Duration.ZERO,
                        LIMITS,
                        true),
                new ManagementConfig("0.0.0.0", 1, new Secret("s3cret"), 7, 5, seconds(3)),
                IdentityMode.KEYSTONE,
                new KeystoneConfig(
                        backend,
                        "https://public.example.com",
                        credentials,
                        Duration.ofMinutes(5),
                        8 << 10,
                        new ServiceTokenConfig(Set.of("service", "helper"), false),
                        "compute-images"),
                new GlanceConfig(
                        at(backend, "http://a:1", "http://b:2/image"),
                        null,
                        seconds(7),
                        seconds(8),
                        250,
                        1 << 20,
                        Set.of("one", "two")),
                new LinkConfig(
                        url("https://compute.example.com/x"),
                        url("https://glance.example.com"),
                        Set.of("a.example.com:8774", "b"),
                        AlternateProject.NEVER),
                new ApiConfig(50, -1),
                new CorsConfig(Set.of("https://a.example.com", "http://b.example.com:8080"), Duration.ofMinutes(10)),
                new MountConfig(Profile.ICEHOUSE, false, false),
                new MountConfig(Profile.V21, false, true),
                new MountConfig(Profile.V2COMPAT, true, false),
                new Microversion(2, 35),
                new CacheConfig(
                        1 << 30,
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        2 << 20,
                        false,
                        AccessClass.TOKEN,
                        true),
                new WarmUpConfig(
                        List.of(new Credentials.ApplicationCredential("c2", new Secret("s3cret:x"))), 100_000, 64),
                new NotificationConfig(
                        List.of(new BrokerAddress("a", 5671), new BrokerAddress("b", 5)),
                        true,
                        tls(),
                        "gateway",
                        new Secret("s3cret"),
                        "/glance",
                        "images",
                        "notifications.*",
                        "gateway-1",
                        true),
                new NovaConfig(
                        List.of(url("https://nova.example.com/compute")),
                        false,
                        seconds(9),
                        Duration.ofMinutes(3),
                        seconds(70),
                        12,
                        false,
                        tls()),
                new LogConfig(
                        LogConfig.Level.WARN,
                        Map.of("dev.vitrine.glance", LogConfig.Level.DEBUG, "io.vertx", LogConfig.Level.ERROR)));
    }

    /** Returns a file with these settings; what holds a comma or belongs to a list is written as a list. */
    private Path file(Map<String, String> values) throws IOException {
        String yaml = values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + written(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("vitrine.yaml"), yaml);
    }

    private static String written(String key, String value) {
        return key.endsWith(".extensions") || value.contains(",") ? "[" + value + "]" : "\"" + value + "\"";
    }

    private TlsConfig tls() {
        return new TlsConfig(certificates, TLS_CERTIFICATE, TLS_KEY, true);
    }

    private static ServiceConfig at(ServiceConfig like, String... servers) {
        return new ServiceConfig(
                Stream.of(servers).map(GatewayConfigTest::url).toList(),
                like.connectTimeout(),
                like.firstByteTimeout(),
                like.timeout(),
                like.maxConnections(),
                like.minCalls(),
                like.maxWaiting(),
                like.breaker(),
                like.tls());
    }

    /** Returns every key that can be set. */
    static Set<String> keys() throws ConfigException {
        return ConfigLoader.settings().stream().map(Setting::fileKey).collect(Collectors.toSet());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Endpoint url(String text) {
        return Objects.requireNonNull(Endpoint.parse(text));
    }
}
