package dev.vitrine;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.WarmUpConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.CredentialLogin;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Outcome.Failed;
import dev.vitrine.model.Outcome.Found;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the public images into the cache once for each set of roles, so that the first requests are cache hits.
 *
 * <p>It authenticates like any caller, with the token of an application credential, and Glance decides what that may see.
 * Credentials are used one after the other. A failure ends the warm-up with this credential only.
 */
final class CacheWarmer {
    private static final Logger LOG = LoggerFactory.getLogger(CacheWarmer.class);
    private static final Filter PUBLIC = new Filter("visibility", "public");

    private final WarmUpConfig settings;
    private final Clocks clocks;
    private final CredentialLogin login;
    private final TokenValidator validator;
    private final ImageBackend glance;
    private final ImageCache images;
    private final Promise<Void> end = Promise.promise();
    private volatile boolean isStopped;

    /** Sends no requests yet. */
    CacheWarmer(
            WarmUpConfig settings,
            Clocks clocks,
            CredentialLogin login,
            TokenValidator validator,
            ImageBackend glance,
            ImageCache images) {
        this.settings = settings;
        this.clocks = clocks;
        this.login = login;
        this.validator = validator;
        this.glance = glance;
        this.images = images;
    }

    /** Starts the warm-up on an event loop, and returns at once. */
    void start(Vertx vertx) {
        vertx.getOrCreateContext().runOnContext(go -> {
            Future<Void> chain = Future.succeededFuture();
            for (ApplicationCredential credential : settings.credentials()) {
                chain = chain.compose(ended -> warmUp(credential));
            }
            chain.onComplete(ended -> end.complete());
        });
    }

    /** Stops the warm-up: no further requests are sent, pending ones complete. Any thread. */
    void stop() {
        isStopped = true;
    }

    /** Returns a future that completes when the warm-up has ended, also if it failed or was stopped. */
    Future<Void> ended() {
        return end.future();
    }

    private Future<Void> warmUp(ApplicationCredential credential) {
        if (isStopped) {
            return Future.succeededFuture();
        }
        String requestId = "req-" + UUID.randomUUID();
        String id = credential.id();
        LOG.info("warm-up with application credential {} starts (request {})", id, requestId);
        return caller(credential, requestId)
                .compose(caller ->
                        caller instanceof Found<Caller> found ? load(id, found.value()) : failed(id, "log in", caller))
                .recover(bug -> {
                    if (!isStopped) {
                        LOG.error(
                                "bug: warm-up with application credential {} failed (request {})", id, requestId, bug);
                    }
                    return Future.succeededFuture();
                });
    }

    /** Returns the caller with this credential, whose token is validated like that of any caller. */
    private Future<Outcome<Caller>> caller(ApplicationCredential credential, String requestId) {
        return login.token(credential).compose(granted -> {
            if (!(granted instanceof Found<Token> found)) {
                return Future.succeededFuture(new Failed<>(((Failed<Token>) granted).failure()));
            }
            return validator.validate(found.value(), requestId).map(validation -> {
                if (validation instanceof TokenValidation.Valid valid) {
                    return new Found<>(new Caller(valid.identity(), found.value(), requestId));
                }
                return Outcome.failed(
                        validation instanceof TokenValidation.Invalid ? Kind.TOKEN_REFUSED : Kind.UNAVAILABLE);
            });
        });
    }

    private Future<Void> load(String credential, Caller caller) {
        if (caller.identity().roleClass() == null) {
            LOG.warn(
                    "warm-up with application credential {} serves its own project only: the credential has no project or"
                            + " has access rules, or cache.share-public or cache.authz-class forbid sharing",
                    credential);
        }
        List<ImageId> ids = new ArrayList<>();
        return glance.images(new ListQuery(List.of(PUBLIC), settings.maxImages(), null), caller, (image, record) -> {
                    ImageId id = ImageId.parse(image.id());
                    if (id != null) {
                        ids.add(id);
                    }
                })
                .compose(page -> page instanceof Found<?>
                        ? loadAll(credential, ids, caller)
                        : failed(credential, "list the public images", page));
    }

    private Future<Void> loadAll(String credential, List<ImageId> ids, Caller caller) {
        Progress progress = new Progress(credential, ids.size(), clocks);
        return new ConcurrentForEach<>(ids, settings.concurrency(), id -> loadImage(id, caller, progress))
                .run()
                .onSuccess(ended -> progress.end(isStopped));
    }

    private Future<Boolean> loadImage(ImageId id, Caller caller, Progress progress) {
        if (isStopped) {
            return Future.succeededFuture(false);
        }
        return images.preload(id, caller).map(result -> progress.count(result.outcome()) && !isStopped);
    }

    private Future<Void> failed(String credential, String action, Outcome<?> outcome) {
        if (!isStopped && outcome instanceof Failed<?> failed) {
            LOG.warn(
                    "warm-up with application credential {} cannot {}: {}",
                    credential,
                    action,
                    advice(failed.failure()));
        }
        return Future.succeededFuture();
    }

    /** Returns the cause of a failure and what the operator can do about it. */
    private static String advice(Failure failure) {
        return switch (failure.kind()) {
            case TOKEN_REFUSED ->
                "the credential is rejected. Check that it has not expired, was not deleted, and that its file is right.";
            case REFUSED -> "its roles do not allow it. Give it the roles that callers have.";
            case REJECTED -> "Glance rejects the request: " + failure.message();
            case INVALID_RESPONSE -> "Glance's response is malformed: " + failure.message();
            default -> "no response that it can use (" + failure.kind() + "). There is no retry before the next start.";
        };
    }

    /** Counts and logs the progress of the warm-up with one credential. Confined to one event loop. */
    private static final class Progress {
        /** After this number of consecutive outages the warm-up ends, so as not to load a failing service. */
        private static final int MAX_OUTAGES = 20;

        private final String credential;
        private final int images;
        private final Clocks clocks;
        private final long startNanos;
        private final int logInterval;
        private int found;
        private int failed;
        private int outages;
        private @Nullable Failure lastFailure;

        Progress(String credential, int images, Clocks clocks) {
            this.credential = credential;
            this.images = images;
            this.clocks = clocks;
            this.startNanos = clocks.nanos();
            this.logInterval = Math.max(1_000, images / 10);
            LOG.info("warm-up with application credential {} loads {} public images", credential, images);
        }

        /** Counts the outcome for an image, and returns whether to go on. */
        boolean count(Outcome<?> outcome) {
            if (outcome instanceof Failed<?> failure) {
                failed++;
                lastFailure = failure.failure();
            } else {
                found++;
            }
            outages = outcome.isOutage() ? outages + 1 : 0;
            int done = found + failed;
            if (done % logInterval == 0 && done < images) {
                LOG.info("warm-up with application credential {}: {} of {} images", credential, done, images);
            }
            return outages < MAX_OUTAGES && !outcome.isFailure(Kind.TOKEN_REFUSED);
        }

        /** Logs the result. Failures are not logged if the gateway shuts down. */
        void end(boolean isStopped) {
            long millis = TimeUnit.NANOSECONDS.toMillis(clocks.nanos() - startNanos);
            LOG.info(
                    "warm-up with application credential {} ended{}: {} of {} images loaded, {} failed, in {} ms",
                    credential,
                    isStopped ? " early, because the gateway shuts down" : "",
                    found,
                    images,
                    failed,
                    millis);
            Failure failure = lastFailure;
            if (failure != null && !isStopped) {
                LOG.warn(
                        "warm-up with application credential {}: {} images failed, the last one because {}",
                        credential,
                        failed,
                        failure.kind() == Kind.NOT_FOUND ? "it was deleted." : advice(failure));
            }
        }
    }
}
