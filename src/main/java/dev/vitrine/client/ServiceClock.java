package dev.vitrine.client;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.model.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far the clock of an endpoint is ahead of this machine's, by the {@code Date} of its responses (RFC 9110 6.6.1), which
 * has a resolution of a second. One response in ten seconds is looked at. Any thread.
 */
final class ServiceClock {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Clocks clocks;
    private final AtomicLong readNanos;
    private volatile @Nullable Duration offset;

    ServiceClock(Clocks clocks) {
        this.clocks = clocks;
        this.readNanos = new AtomicLong(clocks.nanos() - INTERVAL.toNanos());
    }

    /** Takes a response; one without a date, or with one that is none, changes nothing. */
    void onResponse(ServiceResponse response) {
        long read = readNanos.get();
        long now = clocks.nanos();
        if (response instanceof Answered answered
                && now - read >= INTERVAL.toNanos()
                && readNanos.compareAndSet(read, now)) {
            Instant date = date(answered.headers().get("Date"));
            offset = date == null ? offset : Duration.between(clocks.now(), date);
        }
    }

    /** Returns by how much the service's clock is ahead; null while no response has told. */
    @Nullable
    Duration offset() {
        return offset;
    }

    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
