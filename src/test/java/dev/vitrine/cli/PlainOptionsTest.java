package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What is read without picocli is read as picocli reads it; all else is left to it. */
class PlainOptionsTest {
    static List<List<String>> plain() {
        return List.of(
                List.of(),
                List.of("--config", "conf/vitrine.yaml"),
                List.of("--set", "listen.port=8080"),
                List.of("--set", "a=b=c", "--config", "a file.yaml", "--set", "d=", "--set", "a=e"),
                List.of("--set", "glance.api-servers=http://a:1,http://b:2", "--set", "x= y "),
                List.of("--set", "x='y'", "--set", "y=${env:HOME}", "--set", "z=a|b"));
    }

    static List<List<String>> leftToPicocli() {
        return List.of(
                List.of("--help"),
                List.of("--config"),
                List.of("--config=conf/vitrine.yaml"),
                List.of("--config", ""),
                List.of("--config", "--set"),
                List.of("--config", "a", "--config", "b"),
                List.of("--set", "listen.port"),
                List.of("--set", "=8080"),
                List.of("--set", "a=\"b=c\""),
                List.of("--set", "a=b\\c"),
                List.of("--set", "@file"),
                List.of("@file", "a=b"),
                List.of("--port", "8080"));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void plainArgumentsAreReadAsByPicocli(List<String> arguments) {
        ConfigOptions expected = new ConfigOptions();
        new CommandLine(expected).parseArgs(arguments.toArray(String[]::new));

        assertThat(ConfigOptions.plain(arguments)).usingRecursiveComparison().isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("leftToPicocli")
    void whatIsNotPlainIsLeftToPicocli(List<String> arguments) {
        assertThat(ConfigOptions.plain(arguments)).isNull();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void onlyServeIsStartedWithoutPicocli(List<String> arguments) {
        String[] all = new String[arguments.size() + 1];
        System.arraycopy(arguments.toArray(), 0, all, 1, arguments.size());
        all[0] = "serve";
        assertThat(ServeCommand.plainOptions(all)).isNotNull();

        all[0] = "check";
        assertThat(ServeCommand.plainOptions(all)).isNull();
        assertThat(ServeCommand.plainOptions()).isNull();
    }
}
