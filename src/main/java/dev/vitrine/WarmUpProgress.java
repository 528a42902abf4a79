package dev.vitrine;

import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the warm-up with one credential has come, for the log. For one event loop. */
final class WarmUpProgress {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUpProgress.class);

    /** After so many questions in a row without an answer the rest is not worth the load on a service in trouble. */
    private static final int MOST_OUTAGES = 20;

    private final String credential;
    private final int images;
    private final Clocks time;
    private final long startNanos;
    private final int interval;
    private int found;
    private int failed;
    private int outages;
    private @Nullable Failure lastFailure;

    WarmUpProgress(String credential, int images, Clocks time) {
        this.credential = credential;
        this.images = images;
        this.time = time;
        this.startNanos = time.nanos();
        this.interval = Math.max(1_000, images / 10);
        LOG.info("warm-up with application credential {} asks for {} public images", credential, images);
    }

    /** Counts an answer, and returns whether it is worth going on. */
    boolean count(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Failed<?> end) {
            failed++;
            lastFailure = end.failure();
        } else {
            found++;
        }
        outages = outcome.isOutage() ? outages + 1 : 0;
        int done = found + failed;
        if (done % interval == 0 && done < images) {
            LOG.info("warm-up with application credential {}: {} of {} images", credential, done, images);
        }
        return outages < MOST_OUTAGES && !outcome.isFailure(Failure.Kind.TOKEN_REFUSED);
    }

    /** Tells how it ended; what failed because the gateway stops is nobody's business. */
    void end(boolean stopped) {
        long millis = TimeUnit.NANOSECONDS.toMillis(time.nanos() - startNanos);
        LOG.info(
                "warm-up with application credential {} has ended{}: of {} images {} found, {} failed, in {} ms",
                credential,
                stopped ? " early, as the gateway stops" : "",
                images,
                found,
                failed,
                millis);
        Failure why = lastFailure;
        if (why != null && !stopped) {
            LOG.warn(
                    "warm-up with application credential {}: {} images failed, the last since {}",
                    credential,
                    failed,
                    why.kind() == Failure.Kind.ABSENT ? "it is gone." : CacheWarmer.advice(why));
        }
    }
}
