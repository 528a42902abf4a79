package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten mistakes that newcomers make, each with the one line that check prints. */
class CheckCommandTest {
    private static final String PASSWORD = "keystone-authtoken:\n  password-file: SECRET\n";

    /** What is in the file, and what is said; F is the file's name, SECRET that of a file with a password. */
    static final List<Arguments> MISTAKES = List.of(
            arguments(
                    "glance:\n  api-servers: [http://glance:9292]\n",
                    "keystone-authtoken.password: nothing (expected: a secret, in the file named by"
                            + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)"),
            arguments(
                    "keystone-authtoken:\n  password: s3cret\n",
                    "F:2: keystone-authtoken.password: a secret (expected: not here, but in the file named by"
                            + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)"),
            arguments(
                    "keystone-authtoken:\n  password-file: /no/such/file\n",
                    "F:2: keystone-authtoken.password-file: no name of a file that can be read (expected: the name of a"
                            + " text file that holds the secret; what was found is not shown)"),
            arguments(PASSWORD + "listen:\n  prot: 8080\n", "F:4: listen.prot: unknown key (expected: listen.port)"),
            arguments(
                    PASSWORD + "listen:\n  port: 80000\n",
                    "F:4: listen.port: 80000 (expected: a whole number from 0 to 65535)"),
            arguments(
                    PASSWORD + "glance:\n  timeout: 5\n",
                    "F:4: glance.timeout: \"5\" (expected: a duration such as 250ms, 5s, 2m or 1h)"),
            arguments(
                    PASSWORD + "glance:\n  api-servers: [glance.example.com]\n",
                    "F:4: glance.api-servers: \"glance.example.com\" (expected: a URL such as http://host:port)"),
            arguments(
                    PASSWORD + "management:\n  host: 0.0.0.0\n",
                    "F:4: management.host: \"0.0.0.0\" (expected: 127.0.0.1, ::1 or localhost; another one only together"
                            + " with management.token-file)"),
            arguments(
                    PASSWORD + "management:\n  port: 8774\n",
                    "F:4: management.port: 8774 (expected: another port than listen.port)"),
            arguments(
                    PASSWORD + "identity: keyston\n",
                    "F:3: identity: \"keyston\" (expected: one of keystone, glance, none)"));

    @TempDir
    private Path folder;

    private record Output(int exit, String out, String err) {}

    private static Output check(String... arguments) {
        return execute(new CheckCommand(), arguments);
    }

    private static Output execute(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Output(exit, out.toString(), err.toString());
    }

    private Path file(String yaml) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        return Files.writeString(folder.resolve("vitrine.yaml"), yaml.replace("SECRET", secret.toString()));
    }

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void oneLineSaysWhereWhatWasFoundAndWhatWasExpected(String yaml, String line) throws Exception {
        Path file = file(yaml);

        Output output = check("--config", file.toString());

        assertThat(output.err).isEqualTo(line.replaceFirst("^F:", file + ":") + System.lineSeparator());
        assertThat(output.err).doesNotContain("s3cret");
        assertThat(output.out).isEmpty();
        assertThat(output.exit).isEqualTo(1);
    }

    /** Before the settings are read: an option without its key, an argument without its option. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--set http://user:s3cret@host",
                "--set=http://user:s3cret@host",
                "--set glance.api-servers=http://a http://user:s3cret@host",
                "--set a=b HTTP://s3@cret@host",
                "--http://user:s3cret@host"
            })
    void wrongUsageIsSaidWithoutThePasswordInAUrl(String arguments) {
        Output output = check(arguments.split(" "));

        assertThat(output.err).contains("@host").contains("Usage: ").doesNotContain("s3cret", "s3@cret");
        assertThat(output.exit).isEqualTo(2);
    }

    @Test
    void whatIsGoodIsSaidToBeGood() throws Exception {
        Output output = check("--config", file(PASSWORD).toString());

        // The file's name, and the secret that it holds.
        assertThat(output.out)
                .isEqualTo("settings are valid: 2 set, all others at their defaults" + System.lineSeparator());
        assertThat(output.err).isEmpty();
        assertThat(output.exit).isZero();
    }

    @Test
    void checkAndShowConfigWarnOfAServiceWhoseCertificateIsNotChecked() throws Exception {
        String file = file(PASSWORD + "glance:\n  insecure: true\n").toString();

        assertThat(check("--config", file).out)
                .contains("WARNING: glance.insecure: the certificate and host name of Glance are not checked");
        assertThat(execute(new ShowConfigCommand(), "--config", file).out)
                .startsWith("# WARNING: glance.insecure: the certificate and host name of Glance are not checked")
                .contains("glance.insecure: true  # " + file + ":4");
    }
}
