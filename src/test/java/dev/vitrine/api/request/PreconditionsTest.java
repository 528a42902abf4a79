package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.request.Preconditions.Outcome;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.server.Exchanges;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
    private static final Validators CURRENT = new Validators("\"x\"", () -> "2020-02-02T10:00:00Z");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "If-Match            | \"x\"                         | MET    | MET",
                "If-Match            | *                             | MET    | MET",
                "If-Match            | W/\"x\"                       | FAILED | FAILED",
                "If-None-Match       | \"y\"                         | MET    | MET",
                "If-None-Match       | W/\"x\"                       | NOT_MODIFIED | FAILED",
                "If-None-Match       | x                             | MET    | FAILED",
                "If-Unmodified-Since | Sun, 02 Feb 2020 10:00:00 GMT | MET    | MET",
                "If-Unmodified-Since | Sun, 02 Feb 2020 09:59:59 GMT | FAILED | FAILED",
                "If-Modified-Since   | Sun, 02 Feb 2020 10:00:00 GMT | NOT_MODIFIED | MET",
                "If-Modified-Since   | Sun, 02 Feb 2020 09:59:59 GMT | MET    | MET",
                "If-Modified-Since   | Sun, 02 Feb 2020              | MET    | MET"
            })
    void aReadAndAWriteAreJudged(String name, String value, Outcome read, Outcome write) {
        assertThat(evaluate(HttpMethod.GET, CURRENT, name, value)).isEqualTo(read);
        assertThat(evaluate(HttpMethod.HEAD, CURRENT, name, value)).isEqualTo(read);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE}) {
            assertThat(evaluate(method, CURRENT, name, value)).isEqualTo(write);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, *, FAILED",
        "If-Match, x, FAILED",
        "If-None-Match, *, MET",
        "If-None-Match, x, MET",
        "If-Unmodified-Since, 'Sun, 02 Feb 2020 10:00:00 GMT', MET"
    })
    void whereThereIsNothingNothingMatches(String name, String value, Outcome outcome) {
        assertThat(evaluate(HttpMethod.PUT, null, name, value)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Unmodified-Since", "If-Modified-Since"})
    void datesAreIgnoredWhereNoneIsKnown(String name) {
        for (Validators unknown : new Validators[] {Validators.NONE, new Validators(null, () -> "yesterday")}) {
            assertThat(evaluate(HttpMethod.GET, unknown, name, "Fri, 01 Jan 2100 00:00:00 GMT"))
                    .isEqualTo(Outcome.MET);
            assertThat(evaluate(HttpMethod.GET, unknown, name, "Sat, 01 Jan 2000 00:00:00 GMT"))
                    .isEqualTo(Outcome.MET);
        }
    }

    @Test
    void theDateIsLookedUpWhereADateDecidesOnly() {
        AtomicInteger lookUps = new AtomicInteger();
        Validators counted = new Validators("\"x\"", () -> "2020-02-02T10:00:0" + lookUps.incrementAndGet() + "Z");
        String date = "Sat, 01 Jan 2000 00:00:00 GMT";

        evaluate(HttpMethod.GET, counted, "If-Match", "\"x\"", "If-Unmodified-Since", date);
        evaluate(HttpMethod.GET, counted, "If-None-Match", "\"x\"", "If-Modified-Since", date);
        assertThat(lookUps).hasValue(0);
        assertThat(evaluate(HttpMethod.PUT, counted, "If-Unmodified-Since", date))
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void aRequestMayHaveNone() {
        assertThat(Preconditions.of(Exchanges.withHeaders("If-Range", "\"x\"")).isEmpty())
                .isTrue();
        assertThat(Preconditions.of(Exchanges.withHeaders("If-Modified-Since", "never"))
                        .isEmpty())
                .isTrue();
        assertThat(Preconditions.of(Exchanges.withHeaders("If-Match", "")).isEmpty())
                .isFalse();
    }

    private static Outcome evaluate(HttpMethod method, @Nullable Validators current, String... headers) {
        return Preconditions.of(Exchanges.request(method, "/", headers)).evaluate(current);
    }
}
