package dev.vitrine.cli;

import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vitrine show-config}: every effective setting, and where it comes from. */
@Command(
        name = "show-config",
        description = "Shows every effective setting and where it comes from, as a settings file without secrets.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:The settings are shown.",
            "1:A line on standard error says what is wrong with them.",
            "2:Wrong usage."
        })
final class ShowConfigCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--own", description = "Only settings that are set, without defaults.")
    private boolean own;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    ShowConfigCommand() {}

    @Override
    public Integer call() throws ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        LoadedConfig loaded = options.read();
        loaded.warnings().forEach(warning -> out.println("# WARNING: " + warning));
        loaded.effective().stream()
                .filter(setting -> setting.isOwn() || !own)
                .forEach(setting -> out.println(setting.line()));
        out.flush();
        return 0;
    }
}
