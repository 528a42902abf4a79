package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, 6.6.1: each response says when it was made, once. */
@ExtendWith(VertxExtension.class)
class ResponseDateIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, "cache.fresh=1h");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, " + IMAGE + ", demo, 200",
        "GET, " + IMAGE + ", demo, 200",
        "HEAD, " + IMAGE + ", demo, 200",
        "GET, " + IMAGE + ".xml, demo, 200",
        "GET, /v2/openstack/images/detail, demo, 200",
        "GET, /v2/openstack/images/nothing, demo, 404",
        "GET, " + IMAGE + ", nobody, 401",
        "PATCH, " + IMAGE + ", demo, 405",
        "GET, /, demo, 200",
        "GET, /nothing, demo, 300",
        "OPTIONS, /v2, demo, 204"
    })
    void everyResponseHasItsDate(String method, String path, String token, int status) throws Exception {
        String answer = RawHttp.exchange(
                gateway.port(),
                method + " " + path + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + token
                        + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        List<String> dates = answer.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .toList();
        assertThat(dates)
                .singleElement()
                .satisfies(line -> assertThat(ageOf(line)).isLessThan(Duration.ofMinutes(1)));
    }

    private static Duration ageOf(String line) {
        ZonedDateTime date =
                ZonedDateTime.parse(line.substring("date:".length()).strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
        return Duration.between(date, ZonedDateTime.now(date.getZone())).abs();
    }
}
