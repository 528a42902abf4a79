package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.source.ConfigException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestDeadlinesTest {
    private static RequestDeadlines deadlines(String listTimeout) throws ConfigException {
        return RequestDeadlines.of(ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret"),
                        Map.of("glance.list-timeout", listTimeout))
                .settings());
    }

    /** The unit and the manifest of Kubernetes allow 90 s for the end of the process, 10 s of them to drain. */
    @Test
    void aListHasAsLongAsAChangeByDefault() throws Exception {
        RequestDeadlines deadlines = deadlines("60s");

        assertThat(deadlines.read()).isEqualTo(Duration.ofSeconds(25));
        assertThat(deadlines.list()).isEqualTo(Duration.ofSeconds(70));
        assertThat(deadlines.write()).isEqualTo(Duration.ofSeconds(70));
        assertThat(deadlines.longest()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void aLongerTimeForListsIsNoLongerTimeForOthers() throws Exception {
        RequestDeadlines deadlines = deadlines("10m");

        assertThat(deadlines.read()).isEqualTo(Duration.ofSeconds(25));
        assertThat(deadlines.write()).isEqualTo(Duration.ofSeconds(70));
        assertThat(deadlines.longest()).isEqualTo(Duration.ofSeconds(610));
    }
}
