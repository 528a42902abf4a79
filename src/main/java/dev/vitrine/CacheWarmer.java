package dev.vitrine;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.WarmUpConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.keystone.CredentialLogin;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Outcome.Failed;
import dev.vitrine.model.Outcome.Found;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the public images once for each set of roles, so that the first callers find them remembered.
 *
 * <p>It is a caller like any other: it comes with the token of an application credential, and Glance decides what that
 * is shown. One credential after the other; whatever goes wrong ends the turn of that credential and nothing else.
 */
final class CacheWarmer {
    private static final Logger LOG = LoggerFactory.getLogger(CacheWarmer.class);
    private static final Filter PUBLIC = new Filter("visibility", "public");

    private final WarmUpConfig settings;
    private final Clocks time;
    private final CredentialLogin login;
    private final TokenValidator authentication;
    private final ImageBackend glance;
    private final ImageCache images;
    private final Promise<Void> end = Promise.promise();
    private volatile boolean stopped;

    /** Asks for nothing yet. */
    CacheWarmer(
            WarmUpConfig settings,
            Clocks time,
            CredentialLogin login,
            TokenValidator authentication,
            ImageBackend glance,
            ImageCache images) {
        this.settings = settings;
        this.time = time;
        this.login = login;
        this.authentication = authentication;
        this.glance = glance;
        this.images = images;
    }

    /** Begins, on an event loop, and returns at once. */
    void start(Vertx vertx) {
        vertx.getOrCreateContext().runOnContext(go -> {
            Future<Void> turns = Future.succeededFuture();
            for (ApplicationCredential credential : settings.credentials()) {
                turns = turns.compose(ended -> turn(credential));
            }
            turns.onComplete(ended -> end.complete());
        });
    }

    /** Ends it early: what it has asked for is not called back, but it asks for no more. Any thread. */
    void stop() {
        stopped = true;
    }

    /** Returns what completes when it has ended, one way or another. */
    Future<Void> ended() {
        return end.future();
    }

    private Future<Void> turn(ApplicationCredential credential) {
        if (stopped) {
            return Future.succeededFuture();
        }
        String requestId = "req-" + UUID.randomUUID();
        String id = credential.id();
        LOG.info("warm-up with application credential {} begins ({})", id, requestId);
        return caller(credential, requestId)
                .compose(caller ->
                        caller instanceof Found<Caller> found ? ask(id, found.value()) : failed(id, "log in", caller))
                .recover(bug -> {
                    if (!stopped) {
                        LOG.error("a bug: the warm-up with application credential {} failed ({})", id, requestId, bug);
                    }
                    return Future.succeededFuture();
                });
    }

    /** Returns who the bearer of the credential is, by the same verdict as that over any caller's token. */
    private Future<Outcome<Caller>> caller(ApplicationCredential credential, String requestId) {
        return login.token(credential).compose(granted -> {
            if (!(granted instanceof Found<Token> found)) {
                return Future.succeededFuture(new Failed<>(((Failed<Token>) granted).failure()));
            }
            return authentication.verdict(found.value(), requestId).map(verdict -> {
                if (verdict instanceof TokenValidation.Valid valid) {
                    return new Found<>(new Caller(valid.identity(), found.value(), requestId));
                }
                return Outcome.failed(
                        verdict instanceof TokenValidation.Invalid ? Kind.TOKEN_REFUSED : Kind.UNAVAILABLE);
            });
        });
    }

    private Future<Void> ask(String credential, Caller caller) {
        if (caller.identity().roleClass() == null) {
            LOG.warn(
                    "what application credential {} is shown is shared with no other project: it has no project or has"
                            + " access rules, or cache.share-public or cache.authz-class forbid it",
                    credential);
        }
        List<ImageId> ids = new ArrayList<>();
        return glance.images(new ListQuery(List.of(PUBLIC), settings.maxImages(), null), caller, image -> {
                    ImageId id = ImageId.parse(image.id());
                    if (id != null) {
                        ids.add(id);
                    }
                })
                .compose(page -> page instanceof Found<?>
                        ? walk(credential, ids, caller)
                        : failed(credential, "list the public images", page));
    }

    private Future<Void> walk(String credential, List<ImageId> ids, Caller caller) {
        WarmUpProgress tally = new WarmUpProgress(credential, ids.size(), time);
        return new BoundedWalk<>(ids, settings.concurrency(), id -> step(id, caller, tally))
                .go()
                .onSuccess(walked -> tally.end(stopped));
    }

    private Future<Boolean> step(ImageId id, Caller caller, WarmUpProgress tally) {
        if (stopped) {
            return Future.succeededFuture(false);
        }
        return images.image(id, caller).map(recalled -> tally.count(recalled.outcome()) && !stopped);
    }

    private Future<Void> failed(String credential, String what, Outcome<?> outcome) {
        if (!stopped && outcome instanceof Failed<?> failed) {
            LOG.warn(
                    "warm-up with application credential {} cannot {}: {}", credential, what, advice(failed.failure()));
        }
        return Future.succeededFuture();
    }

    /** Returns what a person can do about it. */
    static String advice(Failure failure) {
        return switch (failure.kind()) {
            case TOKEN_REFUSED ->
                "it is refused. Look whether it has expired, was deleted, or is not what its file says.";
            case REFUSED -> "its roles do not allow it. Give it the roles that callers have.";
            default -> "there was no answer (" + failure.kind() + "). It is not tried again before the next start.";
        };
    }
}
