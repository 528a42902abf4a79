package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The manual page that is shipped says what the declarations of the commands say, and all commands declare the same things.
 * With {@code -Dsettings.write=true} it is written first.
 */
class CommandReferenceTest {
    static Collection<CommandLine> commands() {
        return Main.commandLine().getSubcommands().values();
    }

    /** Those of ours; picocli's own are help and generate-completion. */
    static Collection<CommandLine> ownCommands() {
        return commands().stream()
                .filter(command -> command.getCommand().getClass().getName().startsWith("dev.vitrine."))
                .toList();
    }

    @Test
    void manualPageIsGeneratedFromTheDeclarations() throws Exception {
        Path file = Path.of("conf/package/vitrine.1");
        String generated = CommandReference.manual();
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(file, generated);
        }

        assertThat(Files.readString(file)).isEqualTo(generated);
    }

    @ParameterizedTest
    @MethodSource("ownCommands")
    void everyCommandSaysInSentencesWhatItDoesAndHowItEnds(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();

        assertThat(spec.usageMessage().description()).isNotEmpty().allMatch(line -> line.matches("[A-Z].*\\."));
        assertThat(spec.usageMessage().exitCodeList())
                .containsKeys("0", "1")
                .containsKey(Integer.toString(spec.exitCodeOnInvalidInput()))
                .allSatisfy((code, text) -> assertThat(text).matches("[A-Z].*\\."));
        assertThat(spec.args())
                .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("ownCommands")
    void everyCommandHasHelpAndTheVersion(CommandLine command) {
        assertThat(command.getCommandSpec().optionsMap()).containsKeys("-h", "--help", "-V", "--version");
        assertThat(command.getCommandSpec().version())
                .containsExactly(Main.commandLine().getCommandSpec().version());
    }

    /** To a monitoring plugin 2 is a failing gateway; to Docker it is reserved. */
    @Test
    void wrongUsageOfACheckIsNoStatus() {
        assertThat(Main.commandLine()
                        .getSubcommands()
                        .get("status")
                        .getCommandSpec()
                        .exitCodeOnInvalidInput())
                .isEqualTo(3);
        assertThat(Main.commandLine()
                        .getSubcommands()
                        .get("healthcheck")
                        .getCommandSpec()
                        .exitCodeOnInvalidInput())
                .isEqualTo(1);
    }
}
