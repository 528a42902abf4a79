package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndToEndFieldsTest {
    private static MultiMap fields(String... pairs) {
        MultiMap fields = HttpHeaders.headers();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.add(pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    private static List<String> ofRequest(String... pairs) {
        MultiMap to = HttpHeaders.headers();
        EndToEndFields.ofRequest(fields(pairs), to);
        return lines(to);
    }

    private static List<String> ofResponse(String... pairs) {
        MultiMap to = HttpHeaders.headers();
        EndToEndFields.ofResponse(fields(pairs), to);
        return lines(to);
    }

    private static List<String> lines(MultiMap fields) {
        return fields.entries().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "keep-alive",
                "PROXY-CONNECTION",
                "te",
                "Transfer-Encoding",
                "Upgrade",
                "Host",
                "Content-Length",
                "Trailer",
                "Via",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-anything"
            })
    void whatIsOfTheConnectionOrSetAnewDoesNotGoToNova(String name) {
        assertThat(ofRequest("A", "1", name, "2", "B", "3")).containsExactly("A: 1", "B: 3");
    }

    @Test
    void orderRepetitionAndSpellingAreKept() {
        assertThat(ofRequest("b", "1", "A", "2", "b", "", "X-oDD", "3"))
                .containsExactly("b: 1", "A: 2", "b: ", "X-oDD: 3");
    }

    @Test
    void namesLikeThoseOfAConnectionGoOn() {
        assertThat(ofRequest("Keep-Aliv", "1", "TEE", "2", "X-Upgrade", "3", "Connections", "4"))
                .hasSize(4);
    }

    @Test
    void lengthBesideATransferCodingDoesNotCount() {
        assertThat(ofResponse("Transfer-Encoding", "chunked", "Content-Length", "3", "Date", "d"))
                .containsExactly("Date: d");
        assertThat(ofResponse("Content-Length", "3", "Date", "d")).containsExactly("Content-Length: 3", "Date: d");
    }

    @Test
    void trailersHoldNothingThatFrames() {
        MultiMap to = HttpHeaders.headers();
        EndToEndFields.ofTrailers(
                fields("X-Sum", "1", "Content-Length", "2", "Host", "h", "Trailer", "t", "Connection", "c"), to);

        assertThat(lines(to)).containsExactly("X-Sum: 1");
    }
}
