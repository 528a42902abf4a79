package dev.vitrine.cli;

import dev.vitrine.config.listen.ListenConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads a renewed certificate without a restart: on request, and when its files have changed.
 *
 * <p>Files that have changed are polled once more before they are reloaded, since certificate and key are written one after
 * the other. New connections get the new certificate; open ones continue. If the new files are unusable, the reloader logs
 * why, once, and the certificate before them stays.
 */
final class CertificateReloader {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private final ListenConfig config;
    private final Supplier<Future<Void>> listenerReload;
    private List<Object> loaded;
    private List<Object> polled;

    /**
     * Begins with the files as they are.
     *
     * @param listenerReload makes the listener read the files again
     */
    CertificateReloader(ListenConfig config, Supplier<Future<Void>> listenerReload) {
        this.config = config;
        this.listenerReload = listenerReload;
        this.loaded = fileState();
        this.polled = loaded;
    }

    /** Polls the files every five seconds from now on, if there are any; on a worker thread, since reading them blocks. */
    void start(Vertx vertx) {
        if (config.tlsCertificate() != null) {
            vertx.setPeriodic(POLL_INTERVAL.toMillis(), timer -> vertx.executeBlocking(this::poll));
        }
    }

    /** Reloads the files if they have changed, but not since the last poll. Returns whether it did. */
    synchronized boolean poll() {
        List<Object> now = fileState();
        boolean isSettled = now.equals(polled) && !now.equals(loaded);
        polled = now;
        if (isSettled) {
            loaded = now;
            reload("files changed");
        }
        return isSettled;
    }

    /** Reloads the files, whether they have changed or not, and logs the result. */
    synchronized Future<Void> reload(String trigger) {
        if (config.tlsCertificate() == null) {
            LOG.info("{}: no certificate to reload; settings are read at start only", trigger);
            return Future.succeededFuture();
        }
        String fault = config.tlsFault();
        Future<Void> reload =
                fault == null ? listenerReload.get() : Future.failedFuture(new IllegalStateException(fault));
        return reload.onSuccess(done -> LOG.info(
                        "{}: certificate reloaded from {} for new connections", trigger, config.tlsCertificate()))
                .onFailure(cause -> LOG.error(
                        "{}: certificate not reloaded from {}, the gateway keeps the one before it: {}",
                        trigger,
                        config.tlsCertificate(),
                        cause.getMessage()));
    }

    /** Returns what shows that the files were changed or replaced, also by a link that leads elsewhere now. */
    private List<Object> fileState() {
        List<Object> state = new ArrayList<>();
        for (Path file : files()) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(attributes.lastModifiedTime());
                state.add(attributes.size());
                state.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                state.add("missing");
            }
        }
        return state;
    }

    private List<Path> files() {
        Path certificate = config.tlsCertificate();
        Path key = config.tlsKey();
        return certificate == null || key == null ? List.of() : List.of(certificate, key);
    }
}
