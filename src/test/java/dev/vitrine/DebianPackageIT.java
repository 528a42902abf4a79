package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitrine.testing.DocumentLinks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Debian package brings, where one was built ({@code -Pdeb}); {@code src/test/deb/run} installs it. */
class DebianPackageIT {
    private static final Path DEB = Path.of("target/vitrine.deb");

    @TempDir
    private Path root;

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @BeforeEach
    void extract() throws Exception {
        assumeThat(DEB).exists();
        assumeThat(Path.of("/usr/bin/dpkg-deb")).isExecutable();
        output("dpkg-deb", "-x", DEB.toString(), root.toString());
    }

    private static String unzipped(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void everyLinkInItsDocumentsLeadsSomewhere() throws Exception {
        try (Stream<Path> files = Files.walk(root.resolve("usr/share/doc/vitrine"))) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".md")).toList();

            assertThat(documents).hasSizeGreaterThan(5);
            assertThat(DocumentLinks.broken(documents)).isEmpty();
        }
    }

    @Test
    void itsVersionIsTheGatewaysAndHasAnEntryInItsChangelog() throws Exception {
        String version = output("dpkg-deb", "-f", DEB.toString(), "Version").strip();

        assertThat(version).isEqualTo(Version.text());
        assertThat(unzipped(root.resolve("usr/share/doc/vitrine/changelog.gz")))
                .startsWith("vitrine (" + version + ") ");
        assertThat(Files.readString(root.resolve("usr/share/doc/vitrine/CHANGELOG.md")))
                .contains("\n## " + version + ",");
    }

    @Test
    void itsManualPagesAreThoseOfTheSource() throws Exception {
        for (String page : List.of("vitrine.1", "vitrine.yaml.5")) {
            char section = page.charAt(page.length() - 1);
            assertThat(unzipped(root.resolve("usr/share/man/man" + section).resolve(page + ".gz")))
                    .isEqualTo(Files.readString(Path.of("conf/package", page)));
        }
    }
}
