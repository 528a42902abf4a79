package dev.vitrine.cli;

import dev.vitrine.Gateway;
import dev.vitrine.ListenFailedException;
import dev.vitrine.LogAppender;
import dev.vitrine.Version;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.model.Clocks;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that runs the gateway until a signal ends it. Its methods block; for the main thread. */
final class GatewayProcess {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    /** Standard output may be a pipe that is not read. */
    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(1);

    /** What an orderly stop ends the process with. */
    private static final AtomicInteger STATUS = new AtomicInteger();

    private GatewayProcess() {}

    /** Returns Vert.x without its file cache: the gateway reads no class path resource through it. */
    static Vertx vertx() {
        VertxOptions options = new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return Vertx.builder().with(options).withTransport(Gateway.transport()).build();
    }

    /**
     * Begins to make Vert.x on a thread of its own, since it takes as long as to read the settings and needs none of them. Whoever
     * finds them wrong ends the process.
     */
    static FutureTask<Vertx> beginVertx() {
        FutureTask<Vertx> platform = new FutureTask<>(GatewayProcess::vertx);
        new Thread(platform, "start").start();
        return platform;
    }

    /** Returns what {@link #beginVertx} has made, once it is there. */
    static Vertx join(FutureTask<Vertx> platform) {
        try {
            return platform.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("Vert.x cannot start", e);
        }
    }

    /**
     * Starts the gateway, with an event loop for each core. SIGTERM and SIGINT drain and stop it, a second one stops it at
     * once; SIGHUP reloads its certificate. Takes what makes spans, or null for none.
     *
     * <p>Throws a {@link ListenFailedException}, or a {@link TimeoutException} if it has not started within 15 s.
     */
    static Gateway start(Vertx vertx, LoadedConfig loaded, @Nullable Tracing tracing) {
        int listeners = Runtime.getRuntime().availableProcessors();
        Future<Gateway> started = Gateway.start(vertx, loaded, Clocks.system(), listeners, tracing)
                .timeout(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        GatewayConfig config = loaded.settings();
        // At once: whoever sees it listen may stop it.
        Duration drain = config.listen().drainNotice();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, started, drain), "stop"));
        Gateway gateway = started.await();
        CertificateReloader certificate = new CertificateReloader(config.listen(), gateway::reloadCertificate);
        certificate.start(vertx);
        Signals.on("HUP", () -> certificate.reload("SIGHUP"));
        return gateway;
    }

    /** Stops the gateway as SIGTERM does, and ends the process with this status. Does not return. */
    static void end(int status) {
        STATUS.set(status);
        System.exit(status);
    }

    /** Starts to export traces, if the environment says so; returns null if it does not. */
    static @Nullable Tracing tracing() throws ConfigException {
        return Tracing.of(System.getenv(), Version.text());
    }

    /** Prints why the gateway did not start; {@code help} is what to do if a port could not be bound. */
    static void printFailure(Exception cause, String help) {
        String message = cause instanceof ListenFailedException
                ? "cannot serve on " + cause.getMessage() + " (" + help + ")"
                : "cannot start: " + cause;
        System.err.println("vitrine: " + message);
    }

    /** Ends the process at once, on a second signal. */
    private static void stopAtOnce() {
        LOG.warn("second signal: stopping at once");
        exit(1);
    }

    /**
     * Ends the process with 0 after a signal, not with its number: an orderly stop is no failure. A gateway that is starting is
     * stopped when it has started; if it could not start, that is what the process ends with.
     */
    private static void stop(Vertx vertx, Future<Gateway> started, Duration drain) {
        Signals.on("TERM", GatewayProcess::stopAtOnce);
        Signals.on("INT", GatewayProcess::stopAtOnce);
        @Nullable Gateway gateway = started.otherwiseEmpty().await();
        if (gateway != null) {
            stop(vertx, gateway, drain);
        }
    }

    private static void stop(Vertx vertx, Gateway gateway, Duration drain) {
        Duration timeout = gateway.requestDeadline().plusSeconds(5);
        try {
            gateway.drain();
            LOG.info("shutting down: draining for {} s", drain.toSeconds());
            Thread.sleep(drain.toMillis());
            // One after the other: a future on an event loop never completes once the event loops have ended.
            close("gateway", gateway::close, timeout);
            close("Vert.x", vertx::close, timeout);
            LOG.info("stopped");
            exit(STATUS.get());
        } catch (TimeoutException | InterruptedException e) {
            LOG.warn("not stopped within {} s: exiting with requests unfinished", timeout.toSeconds());
            exit(1);
        }
    }

    /**
     * Closes a part of the process. If that fails, the requests have ended all the same and the process is about to: the
     * failure is logged, and no more.
     */
    static void close(String name, Supplier<Future<Void>> part, Duration timeout) throws TimeoutException {
        Future.succeededFuture()
                .compose(begin -> part.get())
                .otherwise(cause -> {
                    LOG.warn("{} not closed properly", name, cause);
                    return null;
                })
                .await(timeout.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the process after the log is written, or after a second if that takes longer. */
    private static void exit(int status) {
        LogAppender log = LogAppender.installed();
        if (log != null) {
            log.stop();
            await(log);
        }
        Runtime.getRuntime().halt(status);
    }

    private static void await(LogAppender log) {
        try {
            log.ended().get(LOG_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException lost) {
            // What is not written by now is lost.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
