package dev.vitrine.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.vitrine.Gateway;
import dev.vitrine.ListenFailedException;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.model.Clocks;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that runs the gateway until it is told to stop. Blocks; for the main thread. */
final class GatewayProcess {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private GatewayProcess() {}

    /** Returns the platform, without its cache of files: nothing of ours is read from the class path by its name. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Starts the gateway on every core. It is drained and stopped in order on SIGTERM and SIGINT, at once on a second one, and
     * reads its certificate anew on SIGHUP.
     *
     * @throws TimeoutException if it has not started in fifteen seconds
     */
    static Gateway start(Vertx vertx, LoadedConfig configuration) throws TimeoutException {
        int listeners = Runtime.getRuntime().availableProcessors();
        Gateway vitrine = Gateway.start(vertx, configuration, Clocks.system(), listeners)
                .await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        GatewayConfig settings = configuration.settings();
        CertificateReloader certificate = new CertificateReloader(settings.listen(), vitrine::reloadCertificate);
        certificate.start(vertx);
        Signals.on("HUP", () -> certificate.reload("SIGHUP"));
        Duration notice = settings.listen().drainNotice();
        Duration patience = vitrine.requestDeadline().plusSeconds(5);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, vitrine, notice, patience), "stop"));
        return vitrine;
    }

    /** Tells why the gateway did not start, with what may help if it was for a port. */
    static void complain(Exception cause, String help) {
        String why = cause instanceof ListenFailedException
                ? "cannot serve on " + cause.getMessage() + " (" + help + ")"
                : "cannot start: " + cause;
        System.err.println("vitrine: " + why);
    }

    /** Whoever says it a second time does not want to wait. */
    private static void hurry() {
        LOG.warn("told to end again: ends at once");
        exit(1);
    }

    /** Ends the process with 0, not with the number of the signal: that it was told to end is no failure. */
    private static void stop(Vertx vertx, Gateway vitrine, Duration notice, Duration patience) {
        Signals.on("TERM", GatewayProcess::hurry);
        Signals.on("INT", GatewayProcess::hurry);
        try {
            vitrine.drain();
            LOG.info("ends in {} s; no new requests, please", notice.toSeconds());
            Thread.sleep(notice.toMillis());
            // Each by itself: what waits on an event loop never hears that the event loops have ended.
            vitrine.close().await(patience.toSeconds(), TimeUnit.SECONDS);
            vertx.close().await(patience.toSeconds(), TimeUnit.SECONDS);
            LOG.info("ended");
            exit(0);
        } catch (TimeoutException | InterruptedException e) {
            LOG.warn("not everything had ended after {} s", patience.toSeconds());
            exit(1);
        }
    }

    /** Whatever was logged is written first. */
    private static void exit(int status) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
        Runtime.getRuntime().halt(status);
    }
}
