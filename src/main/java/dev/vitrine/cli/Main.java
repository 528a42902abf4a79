package dev.vitrine.cli;

import dev.vitrine.Version;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.Redaction;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code vitrine serve}, {@code vitrine demo}, and commands for operators. */
@Command(
        name = "vitrine",
        description = "Serves the OpenStack Compute images API in front of Glance.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {"0:It has done what it was told.", "1:It failed.", "2:Wrong usage."},
        footer = {"", "Each command has its own exit codes: vitrine help COMMAND."},
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            CheckCommand.class,
            ShowConfigCommand.class,
            ExplainCommand.class,
            StatusCommand.class,
            HealthcheckCommand.class,
            LogLevelCommand.class,
            ImportConfigCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    /** The heading of the exit codes in each command's help. */
    static final String EXIT_CODES = "Exit codes:%n";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    private Main() {}

    /** Runs one command; exits with what its help says. */
    public static void main(String[] args) {
        int exit = run(args);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    /** Without picocli for what a unit runs: it takes a tenth of a start, a fifth of one with a class data archive. */
    private static int run(String[] args) {
        ConfigOptions plain = ServeCommand.plainOptions(args);
        return plain == null ? commandLine().execute(args) : run(new ServeCommand(plain));
    }

    private static int run(ServeCommand serve) {
        try {
            return serve.call();
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (RuntimeException bug) {
            bug.printStackTrace();
            return 1;
        }
    }

    /** Returns the whole command line. */
    static CommandLine commandLine() {
        return commandLine(new Main());
    }

    /** Returns the command line of a command. */
    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setExecutionExceptionHandler(Main::failed)
                .setParameterExceptionHandler(Main::wrongUsage);
    }

    /** As picocli does it, but that a URL among the arguments is shown without its secrets. */
    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(withoutSecrets(String.valueOf(wrong.getMessage()), arguments));
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            command.usage(err);
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String withoutSecrets(String message, String[] arguments) {
        String shown = message;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            shown = shown.replace(argument, Redaction.TEXT.of(argument)).replace(value, Redaction.TEXT.of(value));
        }
        return shown;
    }

    /** Prints a line for each wrong setting; everything else that a command throws is a bug. */
    private static int failed(Exception cause, CommandLine command, ParseResult parsed) throws Exception {
        if (cause instanceof ConfigException) {
            command.getErr().println(cause.getMessage());
            return 1;
        }
        throw cause;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command.");
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vitrine " + Version.text()};
        }
    }
}
