package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.DocumentLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of the source tree; {@code DebianPackageIT} has those that the package brings. */
class DocumentLinksTest {
    @TempDir
    private Path folder;

    private static List<Path> documents() throws Exception {
        List<Path> documents =
                new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md"), Path.of("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.walk(Path.of("src/docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        return documents;
    }

    @Test
    void everyRelativeLinkLeadsToAFileAndItsHeading() throws Exception {
        assertThat(documents()).hasSizeGreaterThan(15);
        assertThat(DocumentLinks.broken(documents())).isEmpty();
    }

    @Test
    void linkToAMissingFileOrHeadingIsBroken() throws Exception {
        Files.writeString(folder.resolve("b.md"), "# Is it well?\n\n```\n# code\n```\n");
        Path document = Files.writeString(
                folder.resolve("a.md"),
                "[1](b.md#is-it-well) [2](b.md#code) [3](c.md) [4](http://x/y) `[5](d.md)` [6](#none)\n");

        assertThat(DocumentLinks.broken(List.of(document)))
                .containsExactly(document + ": b.md#code", document + ": c.md", document + ": #none");
    }
}
