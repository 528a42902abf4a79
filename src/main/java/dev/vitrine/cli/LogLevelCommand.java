package dev.vitrine.cli;

import dev.vitrine.cli.ManagementOptions.NoAnswerException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine log-level}: shows and changes the levels of a running gateway's log. */
@Command(
        name = "log-level",
        description = {
            "Shows the levels of a running gateway's log; with a logger and a level, sets that for an hour.",
            "A logger is ROOT, a package such as dev.vitrine.glance, or a class. log.level and log.levels in the settings"
                    + " last."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:The levels are shown or set.",
            "1:The gateway does not answer, or does not set this level.",
            "2:Wrong usage."
        })
final class LogLevelCommand implements Callable<Integer> {
    @Mixin
    private ManagementOptions management = new ManagementOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "LOGGER", description = "The logger to change.")
    private @Nullable String logger;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "LEVEL",
            description = "trace, debug, info, warn, error or off. Without it: the level of the settings.")
    private @Nullable String level;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long the level is set, from 1s to 24h. Default: ${DEFAULT-VALUE}.")
    private String duration = "1h";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    LogLevelCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (logger == null) {
                JsonArray all = new JsonObject(management.ask("GET", "/log-levels")).getJsonArray("loggers");
                all.forEach(each -> out.println(line((JsonObject) each)));
            } else {
                out.println(line(new JsonObject(change(logger))));
            }
            out.flush();
            return 0;
        } catch (NoAnswerException e) {
            spec.commandLine().getErr().println("vitrine: " + e.getMessage());
            return 1;
        }
    }

    private String change(String name) throws NoAnswerException, InterruptedException {
        if (!name.matches("[\\w$.]+")) {
            throw new ParameterException(
                    spec.commandLine(), "LOGGER: " + name + " (expected: ROOT, or a class or package)");
        }
        String path = "/log-levels/" + name;
        return level == null
                ? management.ask("DELETE", path)
                : management.ask("PUT", path + "?level=" + encoded(level) + "&for=" + encoded(duration));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String line(JsonObject logger) {
        String level = logger.getString("level");
        String until = logger.getString("until");
        return logger.getString("logger") + " " + (level == null ? "as the package above" : level)
                + (until == null ? "" : " until " + until);
    }
}
