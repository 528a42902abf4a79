package dev.vitrine.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableFileTest {
    @TempDir
    private Path folder;

    @Test
    void missingFileAndDirectoryAreToldApart() {
        assertThat(UnreadableFile.cause(folder.resolve("none").toString())).isEqualTo("no such file");
        assertThat(UnreadableFile.cause(folder.toString())).isEqualTo("a directory");
        assertThat(UnreadableFile.cause("a\0b")).isEqualTo("no name of a file");
    }

    @Test
    void userOwnerAndModeOfAForbiddenFileAreNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        String owner = Files.getOwner(file).getName();

        assertThat(UnreadableFile.cause(file.toString()))
                .isEqualTo("user " + System.getProperty("user.name") + " may not read it: owner " + owner + ", group "
                        + Files.getAttribute(file, "posix:group") + ", mode r--------");
    }

    @Test
    void nameOfAFileInAFolderThatIsThereIsShown() {
        String name = folder.resolve("none").toString();

        assertThat(UnreadableFile.found(name)).isEqualTo("\"" + name + "\": no such file");
        assertThat(UnreadableFile.found("src/none")).isEqualTo("\"src/none\": no such file");
        assertThat(UnreadableFile.expected("x", name)).isEqualTo("x");
    }

    /** Each may be the secret, which a person has written in the place of its file's name. */
    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "/hunter2", "/", "h/unter2", "/hunt/er2+=", "c1:hunter2", "hunter2\0"})
    void whatMayBeTheSecretIsNotShown(String text) {
        assertThat(UnreadableFile.found(text)).isEqualTo("no name of a file that can be read");
        assertThat(UnreadableFile.expected("x", text)).isEqualTo("x; what was found is not shown");
    }
}
