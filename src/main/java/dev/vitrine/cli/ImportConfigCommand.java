package dev.vitrine.cli;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.oslo.ConfigImport;
import dev.vitrine.config.oslo.ImportedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.KeyNames;
import dev.vitrine.config.source.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine import-config}: a settings file from those of Nova and Glance. Makes no calls, and changes none of them. */
@Command(
        name = "import-config",
        description = {
            "Writes a settings file from the configuration files of Nova and Glance.",
            "Standard error has a line for everything that is not carried over, and why. Secrets are printed nowhere: with"
                    + " --output each is written to a file of its own beside it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:The settings file is written.",
            "1:It is not, and a line on standard error says why.",
            "2:Wrong usage."
        })
final class ImportConfigCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "nova.conf, glance-api.conf and more files of theirs, of which a later one wins. A file is Glance's"
                            + " if its name or that of its folder says so, else Nova's.")
    private List<Path> files = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the settings file is written, readable for its owner alone. Default: standard output.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replaces files that are there.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    ImportConfigCommand() {}

    @Override
    public Integer call() throws ConfigException {
        ImportedConfig imported = ConfigImport.read(files);
        PrintWriter err = spec.commandLine().getErr();
        boolean isWritten = output == null ? print(imported, err) : write(imported, output, err);
        if (isWritten) {
            imported.notes().forEach(err::println);
            check(err);
        }
        err.flush();
        return isWritten ? 0 : 1;
    }

    private boolean print(ImportedConfig imported, PrintWriter err) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(imported.yaml(Map.of()));
        out.flush();
        imported.secrets().keySet().stream()
                .sorted()
                .forEach(key -> err.println(key + ": not printed: set " + KeyNames.variable(key) + " or " + key
                        + "-file, or use --output"));
        return true;
    }

    private boolean write(ImportedConfig imported, Path file, PrintWriter err) {
        Map<String, Path> secrets = new TreeMap<>();
        Path settings = file.toAbsolutePath();
        imported.secrets().keySet().forEach(key -> secrets.put(key, settings.resolveSibling(key)));
        Map<Path, String> texts = new TreeMap<>();
        secrets.forEach(
                (key, secret) -> texts.put(secret, text(imported.secrets().get(key))));
        texts.put(settings, imported.yaml(secrets));
        return write(texts, err);
    }

    private static String text(@Nullable Secret secret) {
        return (secret == null ? "" : secret.text()) + "\n";
    }

    /** Writes all or, if one of them is there already, none. */
    private boolean write(Map<Path, String> texts, PrintWriter err) {
        List<Path> there = texts.keySet().stream()
                .filter(file -> !force && Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
        there.forEach(file -> reportThere(file, err));
        if (!there.isEmpty()) {
            return false;
        }
        for (Map.Entry<Path, String> text : texts.entrySet()) {
            try {
                OwnersFile.write(text.getKey(), text.getValue(), force);
            } catch (FileAlreadyExistsException e) {
                reportThere(text.getKey(), err);
                return false;
            } catch (IOException e) {
                err.println(text.getKey() + ": cannot be written: "
                        + e.getClass().getSimpleName() + " (expected: a folder that this user may write to)");
                return false;
            }
        }
        return true;
    }

    private static void reportThere(Path file, PrintWriter err) {
        err.println(file + ": is there already; nothing is written (--force replaces it)");
    }

    /** Says what would keep the gateway from starting with the file, such as certificates that are not on this machine. */
    private void check(PrintWriter err) {
        if (output != null) {
            try {
                ConfigLoader.read(output, System.getenv(), Map.of());
            } catch (ConfigException e) {
                String.valueOf(e.getMessage()).lines().forEach(line -> err.println("check: " + line));
            }
        }
    }
}
