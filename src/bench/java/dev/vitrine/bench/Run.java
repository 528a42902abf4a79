package dev.vitrine.bench;

/**
 * One run of wrk against one contestant: a line of {@code runs.csv}.
 *
 * @param against the contestant that this one is compared with, or {@code -}
 * @param wrong answers that were no 200 or had a body that cannot be
 * @param errors requests without an answer
 * @param cpuMicros what the server's process used in that time
 * @param coreMicros what was used on its core in that time, by whomever
 */
record Run(
        int round,
        String contestant,
        String against,
        long requests,
        double seconds,
        double p50Micros,
        double p99Micros,
        long wrong,
        long errors,
        double cpuMicros,
        double coreMicros) {

    static Run of(String line) {
        String[] parts = line.split(",", -1);
        return new Run(
                Integer.parseInt(parts[0]),
                parts[1],
                parts[2],
                Long.parseLong(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]),
                Long.parseLong(parts[7]),
                Long.parseLong(parts[8]),
                Double.parseDouble(parts[9]),
                Double.parseDouble(parts[10]));
    }

    double perSecond() {
        return requests / seconds;
    }

    double cpuPerRequest() {
        return cpuMicros / requests;
    }

    /** Returns how many percent of its core the server used: much less than 100, and wrk was the slower one. */
    double busyPercent() {
        return cpuMicros / seconds / 1e4;
    }

    /** Returns how many percent of the server's core others used; below 0 by the counters' error at most. */
    double othersPercent() {
        return (coreMicros - cpuMicros) / seconds / 1e4;
    }
}
