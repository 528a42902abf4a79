package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitrine.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployment files in {@code conf/}. */
class DeploymentIT {
    private static final Path SYSTEMD = Path.of("/usr/bin/systemd-analyze");

    @TempDir
    private Path folder;

    private static String told(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        return told;
    }

    /** Returns the systemd unit with another path of the program. */
    private Path unit() throws Exception {
        String script = Path.of("conf/vitrine.sh").toAbsolutePath().toString();
        String unit =
                Files.readString(Path.of("conf/vitrine.service")).replace("/usr/share/vitrine/vitrine.sh", script);
        return Files.writeString(folder.resolve("vitrine.service"), unit);
    }

    @Test
    void systemdVerifiesTheUnit() throws Exception {
        assumeThat(SYSTEMD).isExecutable();

        assertThat(told(SYSTEMD.toString(), "verify", "--man=no", unit().toString()))
                .doesNotContain("vitrine.service");
    }

    /** The exposure level is 0 for the most restricted unit and 10 for an unrestricted one. */
    @Test
    void unitHasALowExposureLevel() throws Exception {
        assumeThat(SYSTEMD).isExecutable();

        String told = told(SYSTEMD.toString(), "security", "--offline=true", "--threshold=20", unit().toString());

        assertThat(told).contains("Overall exposure level");
    }

    /** Each variable of the sample is a setting, and the settings are valid. */
    @Test
    void kubernetesSampleStartsAGateway() throws Exception {
        Matcher variable = Pattern.compile("name: (VITRINE_\\w+)(?:, value: \"(.*)\")?")
                .matcher(Files.readString(Path.of("conf/kubernetes.yaml")));
        Map<String, String> environment = new HashMap<>();
        while (variable.find()) {
            environment.put(variable.group(1), variable.group(2) == null ? "s3cret" : variable.group(2));
        }

        assertThat(environment).hasSize(5);
        assertThat(ConfigLoader.read(null, environment, Map.of())
                        .settings()
                        .management()
                        .host())
                .isEqualTo("0.0.0.0");
    }
}
