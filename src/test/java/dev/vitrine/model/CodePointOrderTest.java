package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodePointOrderTest {
    private static final List<String> ASCENDING = List.of(
            "",
            "A",
            "Aa",
            "B",
            "a",
            "aB",
            "ab",
            "é",
            "☃",
            "\uD7FF",
            "\uE000",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uD83D\uDE01");

    @Test
    void orderIsThatOfTheUtf8Bytes() {
        for (String a : ASCENDING) {
            for (String b : ASCENDING) {
                int bytes = Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
                assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(a, b)))
                        .as("%s, %s", a, b)
                        .isEqualTo(Integer.signum(bytes))
                        .isEqualTo(Integer.compare(ASCENDING.indexOf(a), ASCENDING.indexOf(b)));
            }
        }
    }
}
