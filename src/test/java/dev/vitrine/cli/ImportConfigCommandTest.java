package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.Credentials;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command writes and prints, and what it leaves alone. */
class ImportConfigCommandTest {
    private static final String PASSWORD = "keystone-authtoken.password";

    @TempDir
    private Path folder;

    private Path nova;
    private Path settings;
    private Path password;

    private record Output(int exit, String out, String err) {}

    @BeforeEach
    void write() throws Exception {
        nova = Files.writeString(folder.resolve("nova.conf"), """
                [keystone_authtoken]
                auth_url = http://k:5000
                username = nova
                password = s3cret
                region_name = RegionOne
                """);
        settings = folder.resolve("vitrine.yaml");
        password = folder.resolve(PASSWORD);
    }

    private static Output run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(new ImportConfigCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return new Output(exit, out.toString(), err.toString());
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theSettingsAndEachSecretAreWrittenForTheirOwnerAlone() throws Exception {
        Output output = run("--output", settings, nova);

        assertThat(output.exit).isZero();
        assertThat(output.out).isEmpty();
        assertThat(Files.readString(settings))
                .isEqualTo("""
                # Written by "vitrine import-config". Where a value comes from stands behind it. All keys, with their meanings, are
                # in conf/vitrine.yaml.

                keystone-authtoken:
                  auth-url: http://k:5000  # NOVA:2 [keystone_authtoken] auth_url
                  username: nova  # NOVA:3 [keystone_authtoken] username
                  password-file: PASSWORD  # the secret alone
                """.replace("NOVA", nova.toString()).replace("PASSWORD", password.toString()));
        assertThat(Files.readString(password)).isEqualTo("s3cret\n");
        assertThat(mode(settings)).isEqualTo("rw-------");
        assertThat(mode(password)).isEqualTo("rw-------");
        assertThat(files()).containsExactly(PASSWORD, "nova.conf", "vitrine.yaml");
        assertThat(ConfigLoader.read(settings, Map.of(), Map.of())
                        .settings()
                        .keystone()
                        .credentials())
                .isInstanceOfSatisfying(
                        Credentials.Password.class,
                        user -> assertThat(user.password().text()).isEqualTo("s3cret"));
    }

    @Test
    void standardErrorSaysWhatIsNotCarriedOver() {
        assertThat(run("--output", settings, nova).err.lines())
                .contains(nova + ":5: [keystone_authtoken] region_name: not carried over: the gateway calls Keystone at"
                        + " auth_url");
    }

    @Test
    void withoutAFileTheSettingsArePrintedWithoutSecrets() throws Exception {
        Output output = run(nova);

        assertThat(output.exit).isZero();
        assertThat(output.out).contains("  username: nova  # ").doesNotContain("s3cret", "password-file");
        assertThat(output.err)
                .contains(PASSWORD + ": not printed: set VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD or " + PASSWORD
                        + "-file, or" + " use --output")
                .doesNotContain("s3cret");
        assertThat(files()).containsExactly("nova.conf");
    }

    @Test
    void whatIsThereIsNotOverwritten() throws Exception {
        for (Path there : List.of(settings, password)) {
            Files.writeString(there, "mine");

            Output output = run("--output", settings, nova);

            assertThat(output.exit).isEqualTo(1);
            assertThat(output.err)
                    .isEqualTo(there + ": is there already; nothing is written (--force replaces it)"
                            + System.lineSeparator());
            assertThat(Files.readString(there)).isEqualTo("mine");
            Files.delete(there);
            assertThat(files()).containsExactly("nova.conf");
        }
    }

    @Test
    void aDanglingLinkIsNotFollowed() throws Exception {
        Files.createSymbolicLink(settings, folder.resolve("elsewhere"));

        assertThat(run("--output", settings, nova).exit).isEqualTo(1);
        assertThat(run("--output", settings, "--force", nova).exit).isZero();

        assertThat(Files.isSymbolicLink(settings)).isFalse();
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void forceReplacesWhatIsThereAndItsMode() throws Exception {
        Files.writeString(settings, "mine");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run("--output", settings, "--force", nova).exit).isZero();

        assertThat(Files.readString(settings)).contains("username: nova");
        assertThat(mode(settings)).isEqualTo("rw-------");
        assertThat(files()).containsExactly(PASSWORD, "nova.conf", "vitrine.yaml");
    }

    @Test
    void whatKeepsTheGatewayFromStartingIsSaid() throws Exception {
        Files.writeString(nova, "[keystone_authtoken]\npassword = x\ncafile = /no/such\n");

        Output output = run("--output", settings, nova);

        assertThat(output.exit).isZero();
        assertThat(output.err)
                .contains(
                        "check: " + settings
                                + ":5: keystone-authtoken.cafile: \"/no/such\": no such file (expected: a file that is there and can be read)");
    }

    @Test
    void aFileThatCannotBeReadOrWrittenIsSaid() throws Exception {
        assertThat(run(folder.resolve("none"))).satisfies(output -> {
            assertThat(output.exit).isEqualTo(1);
            assertThat(output.err).startsWith(folder.resolve("none") + ": cannot be read (expected: ");
        });
        assertThat(run("--output", folder.resolve("none/vitrine.yaml"), nova)).satisfies(output -> {
            assertThat(output.exit).isEqualTo(1);
            assertThat(output.err)
                    .contains(": cannot be written: NoSuchFileException (expected: ")
                    .doesNotContain("s3cret");
        });
        assertThat(run()).satisfies(output -> assertThat(output.exit).isEqualTo(2));
    }
}
