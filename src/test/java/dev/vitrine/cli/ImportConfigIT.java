package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.testing.ImportedGateway;
import dev.vitrine.testing.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway starts with what is imported from files as deployment tools write them. Debian's are in the package live. */
@Timeout(60)
class ImportConfigIT {
    private static final Path AUTHORITY = Path.of("src/test/resources/tls/localhost.pem");

    @TempDir
    private Path folder;

    private Path settings;

    @BeforeEach
    void name() {
        settings = folder.resolve("vitrine.yaml");
    }

    private ImportedGateway start(String tool) throws Exception {
        return ImportedGateway.start(settings, file(tool, "nova.conf"), file(tool, "glance-api.conf"));
    }

    private Path file(String tool, String name) throws Exception {
        String text = Files.readString(Path.of("src/test/resources/oslo", tool, name));
        return Files.writeString(
                folder.resolve(name),
                text.replace("CA_FILE", AUTHORITY.toAbsolutePath().toString()));
    }

    private static void assertServes(ImportedGateway gateway) throws Exception {
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/livez").status())
                .isEqualTo(200);
        assertThat(RawHttp.send(gateway.port(), "GET", "/v2/p/images").status()).isEqualTo(401);
        assertThat(gateway.notes())
                .isNotEmpty()
                .noneMatch(note -> note.startsWith("check: ") || note.contains("s3cret"));
    }

    private static void assertIsNovasUser(GatewayConfig config) {
        Credentials.Domain domain = new Credentials.Domain("id", "default");
        assertThat(config.keystone().credentials()).isInstanceOfSatisfying(Credentials.Password.class, user -> {
            assertThat(user.user()).isEqualTo(new Credentials.Named("name", "nova", domain));
            assertThat(user.project()).isEqualTo(new Credentials.Named("name", "service", domain));
            assertThat(user.password().text()).isEqualTo("nova-s3cret");
        });
        assertThat(config.keystone().backend().servers()).hasToString("[https://192.0.2.10:5000]");
        assertThat(config.keystone().authenticateUri()).isEqualTo("https://cloud.example.com:5000");
    }

    @Test
    void kollaAnsiblesFilesStartAGateway() throws Exception {
        try (ImportedGateway gateway = start("kolla")) {
            assertServes(gateway);
        }
        GatewayConfig config = ConfigLoader.read(settings, Map.of(), Map.of()).settings();
        assertIsNovasUser(config);
        assertThat(config.keystone().backend().tls().caFile()).isEqualTo(AUTHORITY.toAbsolutePath());
        assertThat(config.glance().backend().servers()).hasToString("[https://192.0.2.10:9292]");
        assertThat(config.glance().backend().tls().caFile()).isEqualTo(AUTHORITY.toAbsolutePath());
        NotificationConfig events = config.events();
        assertThat(events.brokers()).hasToString("[192.0.2.11:5671, 192.0.2.12:5671]");
        assertThat(events.username()).isEqualTo("openstack");
        assertThat(events.password().text()).isEqualTo("notify/s3cret");
        assertThat(events.virtualHost()).isEqualTo("/");
        assertThat(events.isTls()).isTrue();
        assertThat(events.tls().caFile()).isEqualTo(AUTHORITY.toAbsolutePath());
        assertThat(events.routingKey()).isEqualTo("notifications.info");
    }

    @Test
    void openStackAnsiblesFilesStartAGateway() throws Exception {
        try (ImportedGateway gateway = start("openstack-ansible")) {
            assertServes(gateway);
            assertThat(gateway.notes())
                    .anyMatch(note -> note.contains("[keystone_authtoken] memcached_servers: not carried over: "))
                    .anyMatch(note -> note.contains("transport_url: TLS without ssl_ca_file: "));
        }
        GatewayConfig config = ConfigLoader.read(settings, Map.of(), Map.of()).settings();
        assertIsNovasUser(config);
        assertThat(config.keystone().tokenCacheTime()).hasMinutes(5);
        assertThat(config.keystone().serviceTokens())
                .hasToString("ServiceTokenConfig[roles=[service], areRolesRequired=true]");
        assertThat(config.glance().backend().servers()).as("from the catalogue").isEmpty();
        assertThat(config.glance().catalog())
                .hasToString("service type image in region RegionOne, interfaces internal, public");
        NotificationConfig events = config.events();
        assertThat(events.brokers()).hasToString("[192.0.2.21:5671, 192.0.2.22:5671]");
        assertThat(events.username()).isEqualTo("glance");
        assertThat(events.password().text()).isEqualTo("notify-s3cret");
        assertThat(events.virtualHost()).isEqualTo("glance");
        assertThat(events.isTls()).isTrue();
    }
}
