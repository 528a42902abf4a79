package dev.vitrine.cli;

import dev.vitrine.ConnectionCheck;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code vitrine check}: whether {@code serve} would start with these settings. Binds no ports, and makes no calls without
 * {@code --connect}.
 */
@Command(
        name = "check",
        description = "Validates the settings as serve does, and prints a line for each that is wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:The settings are valid and, with --connect, every service could be reached.",
            "1:A line on standard error says what is wrong.",
            "2:Wrong usage."
        })
final class CheckCommand implements Callable<Integer> {
    /** More than all calls together take with the timeouts of the settings. */
    private static final int MAX_MINUTES = 30;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--connect",
            description =
                    "Also logs in at Keystone, shows Glance's endpoints in its catalogue, asks Glance for its versions, and"
                            + " logs in at RabbitMQ, if there is one in the settings. A line for each on standard output, and for each"
                            + " that fails one with what to do on standard error.")
    private boolean connects;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    CheckCommand() {}

    @Override
    public Integer call() throws ConfigException, TimeoutException {
        LoadedConfig loaded = options.read();
        Tracing.check(System.getenv());
        List<EffectiveSetting> withoutEffect = loaded.withoutEffect();
        long own = loaded.effective().stream().filter(EffectiveSetting::isOwn).count();
        PrintWriter out = spec.commandLine().getOut();
        out.println("settings are valid: " + (own - withoutEffect.size()) + " set, all others at their defaults");
        loaded.warnings().forEach(warning -> out.println("WARNING: " + warning));
        withoutEffect.forEach(name -> out.println(name.line()));
        out.flush();
        return connects ? connect(loaded) : 0;
    }

    private int connect(LoadedConfig loaded) throws TimeoutException {
        Vertx vertx = GatewayProcess.vertx();
        try {
            ConnectionCheck.Result result =
                    new ConnectionCheck(vertx, loaded.settings()).run().await(MAX_MINUTES, TimeUnit.MINUTES);
            PrintWriter out = spec.commandLine().getOut();
            result.found().forEach(line -> out.println("ok: " + line));
            out.flush();
            PrintWriter err = spec.commandLine().getErr();
            result.problems().forEach(line -> err.println("FAILED: " + line));
            err.flush();
            return result.problems().isEmpty() ? 0 : 1;
        } finally {
            vertx.close().await(MAX_MINUTES, TimeUnit.MINUTES);
        }
    }
}
