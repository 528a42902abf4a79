package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code conf/vitrine.sh} starts, with a java that prints its arguments. */
class StartScriptIT {
    private static final String OPTION = "-XX:Tier4InvocationThreshold=5000";

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        jar = Files.createFile(folder.resolve("vitrine.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    }

    @Test
    void theJarAloneIsStartedWithoutOptionsOfAnArchive() throws Exception {
        assertThat(arguments())
                .containsExactly("-XX:+ExitOnOutOfMemoryError", OPTION, "-jar", jar.toString(), "serve", "--set=a b");
    }

    @Test
    void whatJavaOptsSaysOverridesWhatTheScriptSetsBesideAClassArchive() throws Exception {
        Path archive = Files.createFile(folder.resolve("vitrine.jsa"));

        assertThat(arguments())
                .containsSubsequence("-XX:Tier4InvocationThreshold=15000", OPTION)
                .containsSubsequence("-XX:SharedArchiveFile=" + archive, "-jar", jar.toString(), "serve", "--set=a b");
    }

    @Test
    void anAotCacheIsUsedWithTheThresholdsOfTheJvm() throws Exception {
        Path cache = Files.createFile(folder.resolve("vitrine.aot"));

        assertThat(arguments()).contains("-XX:AOTCache=" + cache).doesNotContain("-XX:Tier4InvocationThreshold=15000");
    }

    @Test
    void anArchiveThatIsOlderThanTheJarIsNotUsed() throws Exception {
        Path archive = Files.createFile(folder.resolve("vitrine.jsa"));
        Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(10_000));

        assertThat(arguments()).doesNotContain("-XX:SharedArchiveFile=" + archive);
    }

    /** Runs the script and returns the arguments of its java. */
    private List<String> arguments() throws Exception {
        Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder script = new ProcessBuilder("conf/vitrine.sh", "serve", "--set=a b");
        script.environment().put("JAVA", java.toString());
        script.environment().put("JAR", jar.toString());
        script.environment().put("JAVA_OPTS", OPTION);
        Process process = script.redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
