package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.Domain;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.source.Secret;
import dev.vitrine.testing.ImportedGateway;
import dev.vitrine.testing.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway starts with what is imported from the configuration files of Debian's packages, filled in as their scripts fill
 * them in when the service user and RabbitMQ are asked for.
 */
@Timeout(60)
class ImportConfigLiveIT {
    @TempDir
    private Path folder;

    /** Sets an option of a section where its line, commented out or not, stands, as the packages' scripts do. */
    private static String set(String text, String section, String option, String value) {
        String begin = "\n[" + section + "]\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("\n[", from);
        String before = text.substring(from, to);
        String after = before.replaceFirst("(?m)^#? ?" + option + " = .*$", option + " = " + value);
        if (after.equals(before)) {
            after = option + " = " + value + "\n" + before;
        }
        return text.substring(0, from) + after + text.substring(to);
    }

    private Path filledIn(String packaged, Map<String, String> user) throws Exception {
        Path path = Path.of(packaged);
        String text = Files.readString(path);
        text = set(text, "DEFAULT", "transport_url", "rabbit://openstack:rabbit-s3cret@192.0.2.3");
        for (Map.Entry<String, String> option : user.entrySet()) {
            text = set(text, "keystone_authtoken", option.getKey(), option.getValue());
        }
        return Files.writeString(folder.resolve(path.getFileName()), text);
    }

    private static Map<String, String> user(String name) {
        Map<String, String> user = new LinkedHashMap<>();
        user.put("www_authenticate_uri", "http://192.0.2.2:5000");
        user.put("auth_uri", "http://192.0.2.2:5000");
        user.put("auth_url", "http://192.0.2.2:5000");
        user.put("region_name", "regionOne");
        user.put("username", name);
        user.put("project_name", "service");
        user.put("password", name + "-s3cret");
        return user;
    }

    @Test
    void debiansFilesStartAGateway() throws Exception {
        Path settings = folder.resolve("vitrine.yaml");
        Path nova = filledIn("/usr/share/nova-common/nova.conf", user("nova"));
        Path glance = filledIn("/usr/share/glance-common/glance-api.conf", user("glance"));

        try (ImportedGateway gateway = ImportedGateway.start(settings, nova, glance)) {
            assertThat(RawHttp.send(gateway.managementPort(), "GET", "/livez").status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(gateway.port(), "GET", "/v2/p/images").status())
                    .isEqualTo(401);
            assertThat(gateway.notes())
                    .noneMatch(note -> note.startsWith("check: ") || note.contains("s3cret"))
                    .anyMatch(note -> note.contains("[keystone_authtoken] auth_uri: not carried over: line "))
                    .anyMatch(note -> note.contains("[keystone_authtoken] region_name: not carried over: "))
                    .anyMatch(note -> note.startsWith("events: left out: Glance publishes no notifications"));
        }
        GatewayConfig config = ConfigLoader.read(settings, Map.of(), Map.of()).settings();
        assertThat(config.keystone().backend().servers()).hasToString("[http://192.0.2.2:5000]");
        assertThat(config.keystone().credentials())
                .isEqualTo(new Credentials.Password(
                        new Credentials.Named("name", "nova", new Domain("name", "Default")),
                        new Secret("nova-s3cret"),
                        new Credentials.Named("name", "service", new Domain("name", "Default"))));
        assertThat(config.events().isOn()).isFalse();
    }
}
