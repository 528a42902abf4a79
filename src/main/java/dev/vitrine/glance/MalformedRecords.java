package dev.vitrine.glance;

import com.github.benmanes.caffeine.cache.Cache;
import dev.vitrine.async.ExpiringCache;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the records in lists that are no images, and logs each such image once a minute at most. Any thread. */
final class MalformedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedRecords.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_LOGGED = 1000;
    private static final int MAX_ID = 64;

    private final LongAdder count = new LongAdder();
    private final Cache<String, Boolean> logged;

    MalformedRecords(Clocks clocks) {
        this.logged = ExpiringCache.of(MAX_LOGGED, INTERVAL, clocks);
    }

    /**
     * Takes a record that is left out of a list.
     *
     * @param id the image's id; null if the record has none
     * @param reason what is wrong with the record, without any value of it
     * @param requestId the request on whose behalf the list is read
     */
    void add(@Nullable String id, String reason, @Nullable String requestId) {
        count.increment();
        String image = id == null ? "without an id" : id.substring(0, Math.min(id.length(), MAX_ID));
        if (logged.asMap().putIfAbsent(image, Boolean.TRUE) == null) {
            LOG.warn("image {} is left out of a list: {} (request {})", image, reason, requestId);
        }
    }

    /** Returns how many records were left out since the start; the same one counts each time. */
    long count() {
        return count.sum();
    }
}
