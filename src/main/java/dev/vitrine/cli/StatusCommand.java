package dev.vitrine.cli;

import dev.vitrine.cli.ManagementOptions.NoAnswerException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrine status}: what is wrong with a running gateway, since when, and what to do. */
@Command(
        name = "status",
        description = {
            "Shows what is wrong with a running gateway, since when, and what to do.",
            "Its exit codes are those of monitoring plugins."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:Nothing is wrong (OK).",
            "1:It is degraded (WARNING).",
            "2:It is failing (CRITICAL).",
            "3:It does not answer, or wrong usage (UNKNOWN)."
        },
        exitCodeOnInvalidInput = StatusCommand.NO_ANSWER)
final class StatusCommand implements Callable<Integer> {
    static final int NO_ANSWER = 3;

    @Mixin
    private ManagementOptions management = new ManagementOptions();

    @Option(names = "--json", description = "Prints the document of /status as it is.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    StatusCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            String body = management.ask("GET", "/status");
            JsonObject status = new JsonObject(body);
            PrintWriter out = spec.commandLine().getOut();
            if (isJson) {
                out.print(body);
            } else {
                print(status, out);
            }
            out.flush();
            return exitCode(status.getString("status"));
        } catch (NoAnswerException e) {
            spec.commandLine().getErr().println("vitrine: " + e.getMessage());
            return NO_ANSWER;
        }
    }

    private static int exitCode(String status) {
        return switch (status) {
            case "ok" -> 0;
            case "degraded" -> 1;
            default -> 2;
        };
    }

    private static void print(JsonObject status, PrintWriter out) {
        out.println(status.getString("status") + ": " + status.getString("headline"));
        Instant at = Instant.parse(status.getString("at"));
        for (Object each : status.getJsonArray("problems")) {
            JsonObject problem = (JsonObject) each;
            Instant since = Instant.parse(problem.getString("since"));
            out.println();
            out.println(problem.getString("level") + " " + problem.getString("kind") + " since " + since + " ("
                    + ago(Duration.between(since, at)) + ")");
            out.println("  " + problem.getString("text"));
            if (!problem.getString("action").isEmpty()) {
                out.println("  " + problem.getString("action"));
            }
        }
    }

    private static String ago(Duration duration) {
        long seconds = Math.max(duration.toSeconds(), 0);
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
