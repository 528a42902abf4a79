package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code h2load} of Debian's package {@code nghttp2-client}: clients of HTTP/2 with many streams each. */
final class H2load implements AutoCloseable {
    /** Those that broke or came to no end are failed ones, too. */
    private static final Pattern REQUESTS = Pattern.compile("requests: .* (\\d+) succeeded, (\\d+) failed");

    private final Process process;

    private H2load(Process process) {
        this.process = process;
    }

    /**
     * What came of it.
     *
     * @param succeeded requests with a status of 2xx or 3xx
     * @param failed all the others, whatever became of them
     */
    record Outcome(long succeeded, long failed) {}

    /** Starts to ask for that time, with so many connections of so many streams, each as soon as it has its answer. */
    static H2load start(String url, String token, int connections, int streams, Duration time) throws IOException {
        return new H2load(new ProcessBuilder(List.of(
                        "h2load",
                        "--threads=1",
                        "--clients=" + connections,
                        "--max-concurrent-streams=" + streams,
                        "--duration=" + time.toSeconds(),
                        // 1 GiB: it is not for want of these that anything waits.
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

    /** Returns whether it asks still. */
    boolean isAsking() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
