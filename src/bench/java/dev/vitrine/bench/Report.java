package dev.vitrine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Makes tables and a plot of what {@code src/bench/run} measured. */
final class Report {
    private final Map<String, List<Run>> rows;

    private Report(List<Run> runs) {
        this.rows =
                runs.stream().collect(Collectors.groupingBy(Run::contestant, LinkedHashMap::new, Collectors.toList()));
    }

    /** Takes the folder with the figures; prints the tables, and ends with 1 if there were wrong answers or none. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<Run> runs = lines(folder.resolve("runs.csv")).stream().map(Run::of).toList();
        Report report = new Report(runs);
        System.out.println(report.table());
        System.out.print(report.partsTable(folder.resolve("profile")));
        if (Files.exists(folder.resolve("steady.csv"))) {
            System.out.println(steadyTable(lines(folder.resolve("steady.csv"))));
            Files.writeString(folder.resolve("latency.svg"), LatencyPlot.of(lines(folder.resolve("latency.csv"))));
        }
        System.exit(runs.stream().allMatch(run -> run.wrong() == 0 && run.errors() == 0) ? 0 : 1);
    }

    private static List<String> lines(Path csv) throws IOException {
        List<String> all = Files.readAllLines(csv);
        return all.subList(1, all.size());
    }

    private String table() {
        StringBuilder table = new StringBuilder("""
                | row | requests/s | p50 ms | p99 ms | CPU µs | core busy | by others | against | ratio | of bests | wrong |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |
                """);
        rows.forEach((name, runs) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.2f | %.2f | %s | %.0f %% | %s %% | %s | %d |%n",
                name,
                spread(runs, Run::perSecond).median(),
                spread(runs, Run::p50Micros).median() / 1e3,
                spread(runs, Run::p99Micros).median() / 1e3,
                spread(runs, Run::cpuPerRequest).text(1),
                spread(runs, Run::busyPercent).median(),
                spread(runs, Run::othersPercent).text(1),
                comparison(runs),
                runs.stream().mapToLong(run -> run.wrong() + run.errors()).sum())));
        return table.toString();
    }

    /**
     * Returns three cells: with whom, the ratios of the rounds, and the ratio of the best rounds. A machine that is
     * disturbed only ever makes a figure worse, so where the two ratios differ much, the run was no good.
     */
    private String comparison(List<Run> runs) {
        String against = runs.get(0).against();
        List<Run> others = rows.get(against);
        if (others == null) {
            return "– | – | –";
        }
        Map<Integer, Double> byRound = others.stream().collect(Collectors.toMap(Run::round, Run::cpuPerRequest));
        Spread ratios = runs.stream()
                .map(run -> run.cpuPerRequest() / byRound.get(run.round()))
                .collect(Spread.collector());
        double best = spread(runs, Run::cpuPerRequest).least()
                / spread(others, Run::cpuPerRequest).least();
        return String.format(Locale.ROOT, "%s | %s | %.2f", against, ratios.text(2), best);
    }

    /** Returns the table of the rows that have a profile in that folder; nothing if none has. */
    private String partsTable(Path folder) throws IOException {
        StringBuilder table = new StringBuilder();
        for (String name : rows.keySet()) {
            Path profile = folder.resolve(name + ".collapsed");
            if (Files.exists(profile)) {
                table.append(Parts.of(Files.readAllLines(profile)).row(name));
            }
        }
        return table.isEmpty() ? "" : Parts.HEADER + table + "\n";
    }

    private static Spread spread(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream().map(figure::applyAsDouble).collect(Spread.collector());
    }

    private static String steadyTable(List<String> lines) {
        Map<String, List<String[]>> rows = lines.stream()
                .map(line -> line.split(",", -1))
                .collect(Collectors.groupingBy(parts -> parts[1], LinkedHashMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder("""
                | at a steady rate | requests/s | p50 ms | p99 ms | p99.9 ms | most ms |
                | --- | ---: | ---: | ---: | ---: | ---: |
                """);
        rows.forEach((name, runs) -> {
            table.append("| ").append(name).append(" | ").append(runs.get(0)[2]);
            for (int column = 3; column <= 6; column++) {
                int at = column;
                Spread millis = runs.stream()
                        .map(parts -> Double.parseDouble(parts[at]) / 1e3)
                        .collect(Spread.collector());
                table.append(" | ").append(millis.text(2));
            }
            table.append(" |\n");
        });
        return table.toString();
    }
}
