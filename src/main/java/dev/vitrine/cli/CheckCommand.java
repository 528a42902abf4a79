package dev.vitrine.cli;

import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.EffectiveSetting;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrine check}: whether {@code serve} would start with these settings. Makes no calls, binds no ports. */
@Command(
        name = "check",
        description =
                "Validates the settings as serve does; exits with 0 if nothing is wrong, else with 1 and a line for each.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    CheckCommand() {}

    @Override
    public Integer call() throws ConfigException {
        LoadedConfig loaded = options.read();
        List<EffectiveSetting> withoutEffect = loaded.withoutEffect();
        long own = loaded.effective().stream().filter(EffectiveSetting::isOwn).count();
        PrintWriter out = spec.commandLine().getOut();
        out.println("settings are valid: " + (own - withoutEffect.size()) + " set, all others at their defaults");
        loaded.warnings().forEach(warning -> out.println("WARNING: " + warning));
        withoutEffect.forEach(name -> out.println(name.line()));
        out.flush();
        return 0;
    }
}
