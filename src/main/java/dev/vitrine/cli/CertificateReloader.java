package dev.vitrine.cli;

import dev.vitrine.config.ListenConfig;
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
 * Has a renewed certificate shown without a restart: on request, and when its files have changed.
 *
 * <p>Files that change are looked at again before they are believed: whoever renews a certificate writes its key a moment
 * sooner or later. New connections get the new one; those that there are go on. A certificate that is no good is told of,
 * once, and the one before stays.
 */
final class CertificateReloader {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ListenConfig settings;
    private final Supplier<Future<Void>> reading;
    private List<Object> shown;
    private List<Object> seen;

    /**
     * Begins with the files as they are.
     *
     * @param reading what has the listener read the files anew
     */
    CertificateReloader(ListenConfig settings, Supplier<Future<Void>> reading) {
        this.settings = settings;
        this.reading = reading;
        this.shown = state();
        this.seen = shown;
    }

    /** Looks at the files every five seconds from now on, if there are any; on a worker, since that may take its time. */
    void start(Vertx vertx) {
        if (settings.tlsCertificate() != null) {
            vertx.setPeriodic(EVERY.toMillis(), timer -> vertx.executeBlocking(this::look));
        }
    }

    /** Looks at the files; reads them if they have changed, and not since the last look. Returns whether it did. */
    synchronized boolean look() {
        List<Object> now = state();
        boolean isSettled = now.equals(seen) && !now.equals(shown);
        seen = now;
        if (isSettled) {
            shown = now;
            reload("its files have changed");
        }
        return isSettled;
    }

    /** Has the files read, whether they have changed or not, and logs what came of it. */
    synchronized Future<Void> reload(String why) {
        if (settings.tlsCertificate() == null) {
            LOG.info("{}: there is no certificate to read, and settings are read at the start alone", why);
            return Future.succeededFuture();
        }
        String wrong = settings.tlsFault();
        Future<Void> read = wrong == null ? reading.get() : Future.failedFuture(new IllegalStateException(wrong));
        return read.onSuccess(done -> LOG.info(
                        "{}: {} was read, and new connections are shown its certificate",
                        why,
                        settings.tlsCertificate()))
                .onFailure(cause -> LOG.error(
                        "{}: {} is not shown, the certificate before it stays: {}",
                        why,
                        settings.tlsCertificate(),
                        cause.getMessage()));
    }

    /** What of the files tells that they were changed or replaced, also by a link that leads elsewhere now. */
    private List<Object> state() {
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
        Path certificate = settings.tlsCertificate();
        Path key = settings.tlsKey();
        return certificate == null || key == null ? List.of() : List.of(certificate, key);
    }
}
