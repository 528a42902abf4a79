package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z",
                "Sun Nov 16 08:49:37 1994         | 1994-11-16T08:49:37Z",
                "Mon, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z",
                "Thu, 29 Feb 2024 23:59:60 GMT    | 2024-02-29T23:59:59Z",
                "Tuesday, 01-Jan-76 00:00:00 GMT  | 2076-01-01T00:00:00Z",
                "Saturday, 01-Jan-77 00:00:00 GMT | 1977-01-01T00:00:00Z",
                "Fri, 31 Dec 9999 23:59:59 GMT    | 9999-12-31T23:59:59Z",
                "Sat, 01 Jan 0000 00:00:00 GMT    | 0000-01-01T00:00:00Z",
                "Friday, 31-Dec-99 23:59:59 GMT   | 1999-12-31T23:59:59Z",
                "Tue Feb 29 00:00:00 2028         | 2028-02-29T00:00:00Z",
                "Thursday, 29-Feb-24 12:00:00 GMT | 2024-02-29T12:00:00Z",
                "Sat, 31 Dec 2016 23:59:60 GMT    | 2016-12-31T23:59:59Z"
            })
    void theThreeFormatsAreRead(String text, Instant time) {
        assertThat(HttpDate.parse(text, 2026)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "784111777",
                "1994-11-06T08:49:37Z",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Sun,  06 Nov 1994 08:49:37 GMT",
                "Son, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT,Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08:49:37 1994 GMT",
                "Sun Nov  6 8:49:37 1994",
                "Thu, 29 Feb 2023 12:00:00 GMT",
                "Sunday, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37Z",
                "Sun, 06 Nov 1994 08:49:37.5 GMT",
                "Sun, 06 November 1994 08:49:37 GMT",
                "06 Nov 1994 08:49:37 GMT",
                "Sun Nov 06 08:49:37 94",
                "Sun, \u0660\u0666 Nov 1994 08:49:37 GMT"
            })
    void anythingElseIsNoDate(String text) {
        assertThat(HttpDate.parse(text, 2026)).isNull();
    }
}
