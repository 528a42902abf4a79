package dev.vitrine.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the CPU time of a server's event loops is divided among the parts of the program, by a profiler's samples.
 *
 * @param self samples by the part whose code ran
 * @param called samples of our code and of what it called, up to where the platform reads or writes
 * @param all samples of event loops
 */
record Parts(Map<Part, Long> self, long called, long all) {
    static final String HEADER = """
            | share of samples | kernel | Netty | Vert.x | JDK | libraries | ours | ours and what it calls | samples |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private static final String EVENT_LOOP = "eventloop";

    /** Where the platform reads and writes: what is called from there on is not counted as called by us. */
    private static final List<String> INPUT_OUTPUT =
            List.of("io/netty/channel/", "io/netty/handler/", "io/vertx/core/http/", "io/vertx/core/net/");

    /** A part of the program, in the order of the table's columns. */
    enum Part {
        KERNEL,
        NETTY,
        VERTX,
        JDK,
        LIBRARIES,
        OURS;

        /** Returns the part of a frame. Native code belongs to the JVM, but for Netty's own and the kernel's. */
        static Part of(String frame) {
            if (frame.endsWith("_[k]")) {
                return KERNEL;
            } else if (startsWith(frame, "io/netty/", "netty_")) {
                return NETTY;
            } else if (startsWith(frame, "io/vertx/")) {
                return VERTX;
            } else if (startsWith(frame, "dev/vitrine/")) {
                return OURS;
            }
            boolean isLibrary = startsWith(frame, "com/", "org/", "io/", "ch/");
            return isLibrary && !startsWith(frame, "com/sun/") ? LIBRARIES : JDK;
        }

        private static boolean startsWith(String frame, String... prefixes) {
            return Stream.of(prefixes).anyMatch(frame::startsWith);
        }
    }

    /** Reads lines of {@code [thread];outermost frame;...;innermost frame samples}, as async-profiler writes them. */
    static Parts of(List<String> collapsed) {
        Map<Part, Long> self = new EnumMap<>(Part.class);
        long called = 0;
        long all = 0;
        for (String line : collapsed) {
            int end = line.lastIndexOf(' ');
            List<String> frames = List.of(line.substring(0, end).split(";"));
            if (frames.get(0).contains(EVENT_LOOP)) {
                long samples = Long.parseLong(line.substring(end + 1));
                all += samples;
                called += isCalledByUs(frames) ? samples : 0;
                self.merge(Part.of(frames.get(frames.size() - 1)), samples, Long::sum);
            }
        }
        return new Parts(self, called, all);
    }

    private static boolean isCalledByUs(List<String> frames) {
        for (int at = frames.size() - 1; at > 0; at--) {
            String frame = frames.get(at);
            Part part = Part.of(frame);
            if (part == Part.OURS) {
                return true;
            } else if (part == Part.KERNEL || INPUT_OUTPUT.stream().anyMatch(frame::startsWith)) {
                return false;
            }
        }
        return false;
    }

    /** Returns a line of the table. */
    String row(String name) {
        StringBuilder row = new StringBuilder("| ").append(name);
        for (Part part : Part.values()) {
            row.append(percent(self.getOrDefault(part, 0L)));
        }
        return row.append(percent(called))
                .append(" | ")
                .append(all)
                .append(" |\n")
                .toString();
    }

    private String percent(long samples) {
        return all == 0 ? " | –" : String.format(Locale.ROOT, " | %.1f %%", 100.0 * samples / all);
    }
}
