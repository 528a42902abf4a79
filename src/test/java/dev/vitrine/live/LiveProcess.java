package dev.vitrine.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server with its workers, which can be started again with the same command. It is a session of its own
 * ({@code setsid}), so that one signal reaches the workers too, also those whose master is gone, and a terminal's
 * interrupt reaches none of them.
 */
final class LiveProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final BooleanSupplier isUp;
    private final Runnable beforeStart;
    private final ProcessBuilder builder;
    private final Path log;
    private @Nullable Process process;
    private boolean hasEnded;

    /** A server that will answer {@code healthPath} with 200 once it is up, and writes what it prints to the log. */
    LiveProcess(LiveHttp http, String healthPath, Path log, List<String> command) {
        this(
                http.base() + healthPath,
                () -> http.isAnswering(healthPath, STOP_LIMIT),
                http::forgetConnections,
                log,
                command);
    }

    /** A server that can be connected to on this port of loopback once it is up. */
    LiveProcess(String name, int port, Path log, List<String> command) {
        this(name, () -> takesConnections(port), () -> {}, log, command);
    }

    private LiveProcess(String name, BooleanSupplier isUp, Runnable beforeStart, Path log, List<String> command) {
        List<String> inSession = new ArrayList<>(List.of("/usr/bin/setsid"));
        inSession.addAll(command);
        this.name = name;
        this.isUp = isUp;
        this.beforeStart = beforeStart;
        this.log = log;
        this.builder = LiveCommand.builder(inSession)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
    }

    private static boolean takesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    LiveProcess with(Map<String, String> environment) {
        builder.environment().putAll(environment);
        return this;
    }

    /** Starts it and returns once it answers; does nothing if it runs. */
    void start() {
        launch();
        if (!LiveWait.until(START_LIMIT, () -> !isRunning() || isUp.getAsBoolean()) || !isRunning()) {
            stop();
            throw new IllegalStateException(name + ": no answer; the log ends:\n" + LiveCommand.tail(log));
        }
    }

    private synchronized void launch() {
        if (isRunning()) {
            return;
        }
        if (hasEnded) {
            throw new IllegalStateException(name + ": ended (expected: stopped at most)");
        }
        beforeStart.run();
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /**
     * Ends it and its workers, paused or not; does nothing if it was not started. It is asked first, because a master
     * that is alive collects its workers; what is left after that, or after some seconds, is killed.
     */
    synchronized void stop() {
        if (process == null) {
            return;
        }
        signal("TERM");
        signal("CONT");
        try {
            boolean ended = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            signal("KILL");
            if (!ended) {
                process.waitFor();
            }
            LiveWait.until(STOP_LIMIT, () -> !isUp.getAsBoolean());
        } catch (InterruptedException e) {
            signal("KILL");
            throw LiveWait.interrupted(e);
        } finally {
            process = null;
        }
    }

    /** Ends it and its workers where they are, as a power cut would. */
    synchronized void kill() {
        signal("KILL");
        stop();
    }

    /** Stops it and keeps it from being started again, such as by a start under way while the JVM exits. */
    synchronized void end() {
        hasEnded = true;
        stop();
    }

    /** Stops it where it is: connections stay open and are accepted by the kernel, but nothing is answered. */
    synchronized void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    synchronized void resume() {
        signal("CONT");
    }

    /** Sends a signal to the session's process group; an empty group is no error. */
    private void signal(String name) {
        if (process == null) {
            throw new IllegalStateException(name + ": not running (expected: started)");
        }
        try {
            LiveCommand.builder(List.of("/bin/sh", "-c", "kill -s " + name + " -- -" + process.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw LiveWait.interrupted(e);
        }
    }
}
