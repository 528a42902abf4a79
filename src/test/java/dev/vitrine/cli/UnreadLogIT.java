package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process serves and ends in its time while nothing reads its standard output, a pipe. */
@Tag("beside")
@Timeout(120)
class UnreadLogIT {
    /** More than the pipe holds, and than the queue of the log. */
    private static final int LINES = 6_000;

    /** The two seconds in which the logs may still be written, and time for a busy machine. */
    private static final int END_SECONDS = 15;

    private static final Pattern DROPPED = Pattern.compile("\nvitrine_log_dropped_total ([0-9.E]+)");

    private final List<Process> processes = new ArrayList<>();
    private int port;
    private int managementPort;

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process serve(String... more) throws Exception {
        port = unusedPort();
        managementPort = unusedPort();
        String jar = System.getProperty("vitrine.jar");
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(
                jar == null
                        ? List.of("-cp", System.getProperty("java.class.path"), Main.class.getName())
                        : List.of("-jar", jar));
        command.addAll(List.of(
                "serve",
                "--set=identity=glance",
                "--set=listen.host=127.0.0.1",
                "--set=listen.port=" + port,
                "--set=listen.drain-notice=0s",
                "--set=management.port=" + managementPort));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        while (!isReady()) {
            assertThat(process.isAlive()).isTrue();
        }
        return process;
    }

    private boolean isReady() {
        try {
            return RawHttp.send(managementPort, "GET", "/readyz").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Sends so many requests on one connection; returns all responses. */
    private static String repeat(int port, String line, int times) throws IOException {
        String request = line + " HTTP/1.1\r\nHost: localhost\r\n";
        return RawHttp.exchange(port, (request + "\r\n").repeat(times) + request + "Connection: close\r\n\r\n");
    }

    /** Each invalidation is a line of the log. */
    private void fillLog() throws IOException {
        for (int i = 0; i < LINES; i += 100) {
            assertThat(repeat(managementPort, "DELETE /cache/images", 99)).contains("{\"invalidated\":0}");
        }
    }

    private double dropped() throws IOException {
        Matcher dropped =
                DROPPED.matcher(RawHttp.send(managementPort, "GET", "/metrics").body());
        assertThat(dropped.find()).isTrue();
        return Double.parseDouble(dropped.group(1));
    }

    /** Unlike {@link Process#destroy}, this leaves the pipe open. */
    private static void terminate(Process process) throws Exception {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void processEndsInItsTimeAndItsDroppedLinesAreCounted(boolean hasAccessLog) throws Exception {
        Process process = serve("--set=listen.access-log=" + hasAccessLog);
        assertThat(repeat(port, "GET /v2/p/images", 1_000)).contains("HTTP/1.1 401 ");
        fillLog();
        double dropped = dropped();

        terminate(process);

        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(dropped).isPositive();
    }

    @Test
    void whenThePipeIsReadAgainTheNumberOfDroppedLinesIsSaid() throws Exception {
        Process process = serve();
        fillLog();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));

        String line = lines.readLine();
        while (!line.contains("lines of the log dropped")) {
            line = lines.readLine();
        }

        assertThat(line).contains("\"message\":\"" + (long) dropped() + " lines of the log dropped: ");
        terminate(process);
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
