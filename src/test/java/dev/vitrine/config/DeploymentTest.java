package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.NotificationConfig.BrokerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of the deployment that is shipped can be read, where their secrets are. */
class DeploymentTest {
    private static final Path SHIPPED = Path.of("conf/deployment/vitrine.yaml");

    @TempDir
    private Path folder;

    @Test
    void shippedDeploymentFollowsChangesOverTlsAndTrustsItsProxy() throws Exception {
        String secret = Files.writeString(folder.resolve("secret"), "s3cret").toString();

        GatewayConfig settings = ConfigLoader.read(
                        SHIPPED,
                        Map.of("VITRINE_EVENTS_INSTANCE", "gateway-1"),
                        Map.of(
                                "management.token-file", secret,
                                "keystone-authtoken.password-file", secret,
                                "events.password-file", secret))
                .settings();

        assertThat(settings.listen().proxies().trusted()).hasToString("[192.0.2.10/32]");
        assertThat(settings.events().isOn()).isTrue();
        assertThat(settings.events().isTls()).isTrue();
        assertThat(settings.events().instance()).isEqualTo("gateway-1");
        assertThat(settings.events().brokers())
                .containsExactly(
                        new BrokerAddress("rabbit-1.example.com", 5671),
                        new BrokerAddress("rabbit-2.example.com", 5671));
    }
}
