package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.ServiceResponse.Answered;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlanceResponseTest {
    @ParameterizedTest
    @CsvSource({
        "400, <html>, The image service found the request to be malformed.",
        "400, {}, The image service found the request to be malformed.",
        "403, <html>, The image service has refused the request.",
        "403, '{\"message\": \"<br/>\"}', The image service has refused the request.",
        "409, <html>, There was a conflict when trying to complete your request.",
        "409, '{\"message\": \"In use.<br/>\"}', In use."
    })
    void whereGlanceGivesNoMessageTheGeneralOneFitsTheStatus(int status, String body, String message) {
        Answered answered = new Answered(status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body));

        assertThat(GlanceResponse.message(answered)).isEqualTo(message);
    }
}
