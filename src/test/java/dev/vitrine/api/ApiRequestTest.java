package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What preconditions make of a response that is not made yet. */
class ApiRequestTest {
    private int made;

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  | If-None-Match     | \"a\"                         | 304 | 0",
                "HEAD | If-None-Match     | W/\"a\"                       | 304 | 0",
                "GET  | If-None-Match     | *                             | 304 | 0",
                "GET  | If-Modified-Since | Fri, 01 Jan 2100 00:00:00 GMT | 304 | 0",
                "GET  | If-Match          | \"b\"                         | 412 | 0",
                "HEAD | If-Match          | W/\"a\"                       | 412 | 0",
                "GET  | If-None-Match     | \"b\"                         | 200 | 1",
                "HEAD | If-Match          | \"a\"                         | 200 | 1",
                "GET  | Accept            | */*                           | 200 | 1"
            })
    void contentIsMadeOnlyWhereItIsTheResponse(String method, String name, String value, int status, int times)
            throws Exception {
        ApiResponse response = request(HttpMethod.valueOf(method), name, value)
                .conditional(new Validators("\"a\"", () -> "2020-02-02T10:00:00Z"), this::make);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.tag()).isEqualTo(status == 412 ? null : "\"a\"");
        assertThat(made).isEqualTo(times);
    }

    private ApiResponse make() {
        made++;
        return ApiResponse.whole(200, "application/json", new byte[] {'{', '}'});
    }

    private static ApiRequest request(HttpMethod method, String... headers) throws Exception {
        GatewayConfig config = ConfigLoader.read(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), Map.of())
                .settings();
        ResponseWriter writer = new ResponseWriter(
                config, Duration.ofMinutes(1), new RequestLogger(new Metrics(), null, null), new ByteBudget(1 << 30));
        return new ApiRequest(config, writer, Exchanges.request(method, "/v2/p/images", headers));
    }
}
