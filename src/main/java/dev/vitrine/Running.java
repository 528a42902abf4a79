package dev.vitrine;

import dev.vitrine.config.Settings;
import dev.vitrine.model.Time;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that runs the gateway until it is told to stop. Blocks; for the main thread. */
final class Running {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Running() {}

    /** Returns the platform, without its cache of files: nothing of ours is read from the class path by its name. */
    static Vertx vertx(boolean nativeTransport) {
        return Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(nativeTransport)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Starts the gateway on every core, and has it stopped in order on SIGTERM and SIGINT.
     *
     * @throws TimeoutException if it has not started in fifteen seconds
     */
    static Vitrine start(Vertx vertx, Settings settings) throws TimeoutException {
        int listeners = Runtime.getRuntime().availableProcessors();
        Vitrine vitrine =
                Vitrine.start(vertx, settings, Time.system(), listeners).await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Duration patience = Vitrine.deadline(settings).plusSeconds(5);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, vitrine, patience), "stop"));
        return vitrine;
    }

    private static void stop(Vertx vertx, Vitrine vitrine, Duration patience) {
        try {
            vitrine.close().transform(ended -> vertx.close()).await(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println("vitrine: not everything had ended after " + patience.toSeconds() + " s");
        }
    }
}
