package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/** How far a service's clock is ahead, by the dates of its responses. */
class ServiceClockTest {
    private final ManualClocks clocks = new ManualClocks();
    private final ServiceClock clock = new ServiceClock(clocks.time());

    private static Answered answered(String date) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        return new Answered(200, date == null ? headers : headers.add("Date", date), Buffer.buffer());
    }

    private Answered dated(Duration ahead) {
        Instant date = clocks.time().now().plus(ahead);
        return answered(DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)));
    }

    @Test
    void theOffsetIsThatOfTheDateToTheSecond() {
        clock.onResponse(dated(Duration.ofSeconds(90)));

        assertThat(clock.offset()).isBetween(Duration.ofSeconds(89), Duration.ofSeconds(90));
    }

    @Test
    void oneResponseInTenSecondsIsLookedAt() {
        clock.onResponse(dated(Duration.ofSeconds(90)));
        clock.onResponse(dated(Duration.ZERO));
        assertThat(clock.offset()).isGreaterThan(Duration.ofSeconds(80));

        clocks.pass(Duration.ofSeconds(10));
        clock.onResponse(dated(Duration.ZERO));
        assertThat(clock.offset().abs()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aResponseWithoutADateChangesNothing() {
        clock.onResponse(answered(null));
        assertThat(clock.offset()).isNull();

        clocks.pass(Duration.ofSeconds(10));
        clock.onResponse(answered("yesterday"));
        assertThat(clock.offset()).isNull();
    }
}
