package dev.vitrine.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws latencies over percentiles, both axes logarithmic, as an SVG that stands by itself. */
final class LatencyPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int TOP = 20;
    private static final int BOTTOM = 50;
    private static final double MOST_NINES = 4;
    private static final List<String> COLOURS = List.of("#777777", "#0b6e4f", "#c8553d", "#2e5eaa");
    private static final List<String> PERCENTILES = List.of("least", "90 %", "99 %", "99.9 %", "99.99 %");

    private final int lowest;
    private final int highest;
    private final StringBuilder svg = new StringBuilder();

    private LatencyPlot(double least, double most) {
        this.lowest = (int) Math.floor(Math.log10(least));
        this.highest = (int) Math.ceil(Math.log10(most));
    }

    /** Returns the plot of lines {@code contestant,nines,us}; 99 percent have two nines. */
    static String of(List<String> lines) {
        Map<String, List<double[]>> curves = lines.stream()
                .map(line -> line.split(",", -1))
                .collect(Collectors.groupingBy(
                        parts -> parts[0],
                        LinkedHashMap::new,
                        Collectors.mapping(
                                parts -> new double[] {Double.parseDouble(parts[1]), Double.parseDouble(parts[2])},
                                Collectors.toList())));
        Spread micros = lines.stream()
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
                .collect(Spread.collector());
        return new LatencyPlot(micros.least(), micros.most()).draw(curves);
    }

    private String draw(Map<String, List<double[]>> curves) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">",
                WIDTH, HEIGHT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        grid();
        int number = 0;
        for (Map.Entry<String, List<double[]>> curve : curves.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            String points = curve.getValue().stream()
                    .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point[0]), y(point[1])))
                    .collect(Collectors.joining(" "));
            add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>", colour, points);
            int y = TOP + 18 * ++number;
            add("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>", LEFT + 12, y, colour, curve.getKey());
        }
        return add("</svg>").toString();
    }

    private void grid() {
        for (int power = lowest; power <= highest; power++) {
            double y = y(Math.pow(10, power));
            add("<path d=\"M%d %.1fH%d\" stroke=\"#dddddd\"/>", LEFT, y, WIDTH - 20);
            String label =
                    power < 3 ? Math.round(Math.pow(10, power)) + " µs" : Math.round(Math.pow(10, power - 3)) + " ms";
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, label);
        }
        for (int nines = 0; nines < PERCENTILES.size(); nines++) {
            add("<path d=\"M%.1f %dV%d\" stroke=\"#dddddd\"/>", x(nines), TOP, HEIGHT - BOTTOM);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(nines), HEIGHT - BOTTOM + 18, PERCENTILES.get(nines));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">share of answers that came at least this fast</text>",
                (LEFT + WIDTH) / 2, HEIGHT - 8);
    }

    private static double x(double nines) {
        return LEFT + nines / MOST_NINES * (WIDTH - LEFT - 40);
    }

    private double y(double micros) {
        double part = (Math.log10(micros) - lowest) / (highest - lowest);
        return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
    }

    private StringBuilder add(String format, Object... values) {
        return svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
