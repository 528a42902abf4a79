package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRouteTest {

    @Test
    void allowedMethodsIncludeTheOneThatAsksForThem() {
        assertThat(ApiRoute.IMAGE.allowed()).isEqualTo("GET, HEAD, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "HEAD, true", "POST, false", "PUT, false", "DELETE, true", "PATCH, false", "get, false"})
    void imagesAreReadAndDeleted(String method, boolean allowed) {
        assertThat(ApiRoute.IMAGE.allows(HttpMethod.valueOf(method))).isEqualTo(allowed);
    }
}
