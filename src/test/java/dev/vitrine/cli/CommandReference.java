package dev.vitrine.cli;

import dev.vitrine.testing.Roff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual page vitrine(1) from the declarations of the commands. */
final class CommandReference {
    private CommandReference() {}

    /** Returns the manual page. */
    static String manual() {
        CommandLine vitrine = Main.commandLine();
        Roff page = new Roff("vitrine", 1, "OpenStack Compute images API in front of Glance");
        page.section("Synopsis");
        vitrine.getSubcommands().values().forEach(command -> page.paragraphs(List.of(synopsis(command))));
        page.section("Description");
        page.paragraphs(List.of(
                "Vitrine is a gateway that serves the OpenStack Compute images API, in JSON and XML, in front of Glance. It"
                        + " asks Glance with the caller's own token, and caches the responses per access class.",
                "`vitrine demo` needs no settings. For `vitrine serve`, settings come from a file, the environment and flags;"
                        + " `vitrine check` says what is wrong with them."));
        page.section("Commands");
        vitrine.getSubcommands().forEach((name, command) -> describe(page, name, command.getCommandSpec()));
        page.section("Exit status");
        page.paragraphs(List.of("Each command has its own, above."));
        environment(page);
        files(page);
        examples(page);
        page.section("See also");
        page.paragraphs(List.of("`vitrine.yaml`(5), `/usr/share/doc/vitrine/operating.md`"));
        return page.toString();
    }

    private static String synopsis(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String arguments = command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
        String name = spec.qualifiedName();
        return "`" + name + "`" + arguments.substring(name.length());
    }

    private static void describe(Roff page, String name, CommandSpec command) {
        page.subsection("vitrine " + name);
        page.paragraphs(sentences(command.usageMessage().description()));
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            page.term(parameter.paramLabel(), meaning(parameter));
        }
        for (OptionSpec option : command.options()) {
            page.term(names(option), meaning(option));
        }
        Map<String, String> codes = command.usageMessage().exitCodeList();
        if (!codes.isEmpty()) {
            page.paragraphs(List.of("Exit status:"));
            codes.forEach((code, text) -> page.term(code, List.of(text)));
        }
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private static List<String> meaning(ArgSpec argument) {
        return sentences(argument.description());
    }

    /** Lines as picocli has them, without its markup. */
    private static List<String> sentences(String... description) {
        List<String> lines = new ArrayList<>();
        for (String part : description) {
            Arrays.stream(part.replace("%n", "\n").split("\n", -1))
                    .map(line -> CommandLine.Help.Ansi.OFF.string(line).strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
        }
        return lines;
    }

    private static void environment(Roff page) {
        page.section("Environment");
        page.term("VITRINE_...", List.of("Settings: `VITRINE_LISTEN_PORT` is `listen.port`. See `vitrine.yaml`(5)."));
        page.term(
                "OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, ..., OS_CLOUD",
                List.of("The service user, where no setting names one."));
        page.term("OS_TOKEN", List.of("The token of `vitrine explain`."));
        page.term(
                "VITRINE_MANAGEMENT_TOKEN",
                List.of(
                        "The token that `status`, `healthcheck`, `explain` and `log-level` send to the management listener."));
        page.term("OTEL_...", List.of("OpenTelemetry's variables, for traces. See operating.md."));
        page.term("JAVA", List.of("The java to run. Default: the one in `PATH`."));
        page.term("JAVA_OPTS", List.of("Options of java, such as `-Xmx512m`."));
    }

    private static void files(Roff page) {
        page.section("Files");
        page.term("/etc/vitrine/vitrine.yaml", List.of("The settings of the service."));
        page.term(
                "/etc/default/vitrine",
                List.of(
                        "Variables of the service, such as secrets and `JAVA_OPTS`. Readable by root alone; not there at first."));
        page.term(
                "/usr/share/doc/vitrine/examples",
                List.of(
                        "Alert rules, a dashboard for Grafana, and samples for HAProxy, nginx, RabbitMQ, Docker and Kubernetes."));
    }

    private static void examples(Roff page) {
        page.section("Examples");
        page.paragraphs(List.of("Try it, without a cloud:"));
        page.code(List.of("vitrine demo"));
        page.paragraphs(List.of("What is wrong with the settings, and with the services that they name:"));
        page.code(List.of("vitrine check --connect --config /etc/vitrine/vitrine.yaml"));
        page.paragraphs(List.of("What is wrong with the gateway on this machine:"));
        page.code(List.of("vitrine status"));
    }
}
