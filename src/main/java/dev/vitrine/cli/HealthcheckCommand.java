package dev.vitrine.cli;

import dev.vitrine.cli.ManagementOptions.NoAnswerException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrine healthcheck}: whether a gateway runs, for containers without an HTTP client. */
@Command(
        name = "healthcheck",
        description = {
            "Asks a running gateway whether its event loops run (/livez): for HEALTHCHECK of a container image.",
            "A gateway whose services are down runs: restarting it does not help them."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {"0:It runs or, with --ready, is ready.", "1:It is not, it does not answer, or wrong usage."},
        exitCodeOnInvalidInput = 1)
final class HealthcheckCommand implements Callable<Integer> {
    @Mixin
    private ManagementOptions management = new ManagementOptions();

    @Option(names = "--ready", description = "Asks whether it is ready to serve requests (/readyz) instead.")
    private boolean isReadiness;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    HealthcheckCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            spec.commandLine()
                    .getOut()
                    .println(management
                            .ask("GET", isReadiness ? "/readyz" : "/livez")
                            .strip());
            spec.commandLine().getOut().flush();
            return 0;
        } catch (NoAnswerException e) {
            spec.commandLine().getErr().println("vitrine: " + e.getMessage());
            return 1;
        }
    }
}
