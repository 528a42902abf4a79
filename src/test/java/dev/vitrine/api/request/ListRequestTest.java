package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Fault;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and markers of a list. */
class ListRequestTest {
    private static final String ID = "22222222-2222-4222-8222-222222222222";

    @ParameterizedTest
    @CsvSource({
        "'', 10",
        "limit=0, 10",
        "limit=1, 1",
        "limit=9, 9",
        "limit=10, 10",
        "limit=11, 10",
        "limit=%2B3, 3",
        "limit=+3, 3",
        "limit=03, 3",
        "limit=0_3, 3",
        "limit=1_0, 10",
        "limit=+3+, 3",
        "limit=%201%20, 1",
        "limit=%C2%A01%C2%85, 1",
        "limit=99999999999999999999999, 10",
        "limit=1&limit=2, 2",
        "limit=1;limit=7, 7",
        "Limit=3, 10",
        "limit=%D9%A3, 3",
        "limit=-0, 10"
    })
    void theLimitIsTheMaximumAtMost(String query, int limit) {
        for (boolean legacy : new boolean[] {true, false}) {
            ListRequest asked = ask(query, legacy);

            assertThat(asked.fault()).isNull();
            assertThat(asked.limit()).isEqualTo(limit);
            assertThat(Objects.requireNonNull(asked.query()).limit()).isEqualTo(limit);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abc, an integer",
        "'', an integer",
        "1.0, an integer",
        "1e3, an integer",
        "+, an integer",
        "%2B, an integer",
        "-, an integer",
        "--1, an integer",
        "1+1, an integer",
        "0x1, an integer",
        "_1, an integer",
        "1_, an integer",
        "1__0, an integer",
        "%C2%B2, an integer",
        "-1, positive",
        "-99999999999999999999999, positive"
    })
    void aNumberThatIsNoneIsToldInTheWordsOfTheMount(String value, String wrong) {
        for (String name : new String[] {"limit", "page_size", "offset"}) {
            String query = name + "=" + value;

            assertThat(message(ask(query, true).fault())).isEqualTo(name + " param must be " + wrong);
            assertThat(message(ask(query, false).fault()))
                    .isEqualTo("Invalid input received: " + name + " must be "
                            + (wrong.equals("positive") ? ">= 0" : wrong));
        }
    }

    @Test
    void pageSizeAndOffsetChangeNothing() {
        assertThat(ask("page_size=2&offset=5", false).query())
                .isEqualTo(ask("", false).query());
    }

    @Test
    void theLimitIsToldBeforeOtherFaultsAndAFaultBeforeAnEmptyList() {
        assertThat(message(ask("limit=x&changes-since=y&marker=z", true).fault()))
                .startsWith("limit");
        assertThat(message(ask("status=ERROR&changes-since=y&marker=z", true).fault()))
                .contains("changes-since");
        assertThat(message(ask("status=ERROR&marker=z", true).fault())).contains("z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", ID + "0", "../images", "22222222-2222-4222-8222-22222222222g"})
    void aMarkerThatCannotBeAnIdIsToldInGlancesWords(String marker) {
        Fault fault = Objects.requireNonNull(ask("marker=" + marker, false).fault());

        assertThat(fault.status()).isEqualTo(400);
        assertThat(fault.message()).isEqualTo("No image found with ID " + marker);
    }

    @Test
    void anEmptyMarkerIsNone() {
        assertThat(ask("marker=", true).query()).isEqualTo(ask("", true).query());
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(ask("marker=" + ID, true).query())
                                        .marker())
                        .text())
                .isEqualTo(ID);
    }

    private static String message(@Nullable Fault fault) {
        assertThat(Objects.requireNonNull(fault).status()).isEqualTo(400);
        return fault.message();
    }

    private static ListRequest ask(String query, boolean legacy) {
        return ListRequest.of(Objects.requireNonNull(QueryString.parse(query)), 10, Set.of(), legacy);
    }
}
