package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code h2load} of Debian's package {@code nghttp2-client}: clients of HTTP/2 with many streams each. */
final class H2load implements AutoCloseable {
    /** Requests without a complete response count as failed. */
    private static final Pattern REQUESTS = Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed");

    private final Process process;

    private H2load(Process process) {
        this.process = process;
    }

    /**
     * The result of a run.
     *
     * @param succeeded requests with a status of 2xx or 3xx
     * @param failed all other requests
     */
    record Outcome(long succeeded, long failed) {}

    /** Starts a run of this duration, with this number of connections and streams, each without pauses. */
    static H2load start(String url, String token, int connections, int streams, Duration time) throws IOException {
        return new H2load(new ProcessBuilder(List.of(
                        "h2load",
                        "--threads=1",
                        "--clients=" + connections,
                        "--max-concurrent-streams=" + streams,
                        "--duration=" + time.toSeconds(),
                        // 1 GiB, so that flow control is no limit.
                        "--window-bits=30",
                        "--connection-window-bits=30",
                        "--header=X-Auth-Token: " + token,
                        url))
                .redirectErrorStream(true)
                .start());
    }

    /** Waits for the end. */
    Outcome end() throws IOException, InterruptedException {
        String told = new String(process.getInputStream().readAllBytes(), US_ASCII);
        process.waitFor();
        Matcher requests = REQUESTS.matcher(told);
        if (!requests.find()) {
            throw new IllegalStateException("h2load says nothing of its requests: " + told);
        }
        return new Outcome(Long.parseLong(requests.group(1)), Long.parseLong(requests.group(2)));
    }

    /** Returns whether it is running. */
    boolean isAsking() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
