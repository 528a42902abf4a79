package dev.vitrine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What {@code vitrine status} prints, for tests in other packages. */
public final class StatusOutput {
    private StatusOutput() {}

    /** Returns its standard output for the gateway with this management port. */
    public static String of(int managementPort) {
        StringWriter out = new StringWriter();
        new CommandLine(new StatusCommand())
                .setOut(new PrintWriter(out, true))
                .execute("--management=http://127.0.0.1:" + managementPort);
        return out.toString();
    }
}
