package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Fault;
import dev.vitrine.model.Microversion;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestedMicroversionTest {
    private static final String HEADER = "OpenStack-API-Version";
    private static final String OLD_HEADER = "X-OpenStack-Nova-API-Version";
    private static final Microversion MAX = new Microversion(2, 104);

    @ParameterizedTest(name = "{0}; {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,                            -,          2.1,   true",
                "compute 2.35,                 -,          2.35,  true",
                "compute 2.36,                 -,          2.36,  false",
                "compute latest,               -,          2.104, false",
                "COMPUTE   2.10,               -,          2.10,  true",
                "' compute 2.2 ',              -,          2.2,   true",
                "'compute 2.2,compute 2.3',    -,          2.3,   true",
                "'compute 2.2, identity 3.1',  -,          2.2,   true",
                "identity 3.1,                 -,          2.1,   true",
                "identity 3.1,                 2.7,        2.7,   true",
                "compute 2.2,                  2.7,        2.2,   true",
                "2.2,                          2.7,        2.7,   true",
                "compute,                      -,          2.1,   true",
                "'',                           -,          2.1,   true",
                "-,                            2.35,       2.35,  true",
                "-,                            latest,     2.104, false",
                "-,                            '2.2, 2.3', 2.3,   true"
            })
    void versionIsTheLastOneAskedForOfCompute(String header, String old, String version, boolean hasImages) {
        RequestedMicroversion versioned = asked(header, old);

        assertThat(versioned.version()).hasToString(version);
        assertThat(versioned.fault()).isNull();
        assertThat(versioned.has(ApiRoute.IMAGE)).isEqualTo(hasImages);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "compute 2.x, 2.x",
        "compute 2, 2",
        "compute 2.01, 2.01",
        "compute Latest, Latest",
        "compute 2.1 2.2, 2.1 2.2"
    })
    void versionOfAnotherFormIsBad(String header, String shown) {
        RequestedMicroversion versioned = asked(header, null);

        assertThat(versioned)
                .isEqualTo(new RequestedMicroversion(
                        null,
                        Fault.badRequest("API Version String " + shown
                                + " is of invalid format. Must be of format MajorNum.MinorNum.")));
    }

    @ParameterizedTest
    @CsvSource({"2.0", "1.1", "2.105", "3.0", "9.9"})
    void versionOutOfRangeIsNotSupportedAndNamedAllTheSame(String version) {
        RequestedMicroversion versioned = asked("compute " + version, null);

        assertThat(versioned.version()).hasToString(version);
        assertThat(versioned.fault())
                .isEqualTo(Fault.of(
                        406,
                        "Version " + version + " is not supported by the API. Minimum is 2.1 and maximum is 2.104."));
    }

    @ParameterizedTest
    @CsvSource({"2.35, true, true", "2.36, false, true", "2.38, false, true", "2.39, false, false"})
    void metadataOutlivedTheImagesByThreeVersions(String version, boolean images, boolean metadata) {
        RequestedMicroversion versioned =
                RequestedMicroversion.of(Mount.V2_1, Exchanges.withHeaders(HEADER, "compute " + version), MAX);

        for (ApiRoute route : new ApiRoute[] {ApiRoute.INDEX, ApiRoute.DETAIL, ApiRoute.IMAGE}) {
            assertThat(versioned.has(route)).isEqualTo(images);
        }
        assertThat(versioned.has(ApiRoute.METADATA)).isEqualTo(metadata);
        assertThat(versioned.has(ApiRoute.ITEM)).isEqualTo(metadata);
        assertThat(versioned.has(ApiRoute.VERSION)).isTrue();
        assertThat(versioned.has(ApiRoute.EXTENSIONS)).isTrue();
        assertThat(versioned.has(ApiRoute.EXTENSION)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mount.class,
            names = {"V1_1", "V2"})
    void otherMountsKnowOfNoVersions(Mount mount) {
        RequestedMicroversion versioned =
                RequestedMicroversion.of(mount, Exchanges.withHeaders(HEADER, "compute 9.9"), MAX);

        assertThat(versioned).isEqualTo(new RequestedMicroversion(null, null));
        assertThat(versioned.has(ApiRoute.IMAGE)).isTrue();
        assertThat(versioned.label(ApiResponse.nothing()).headers()).isEmpty();
    }

    @Test
    void answerNamesItsVersion() {
        ApiResponse answer = asked("compute 2.10", null).label(ApiResponse.nothing());

        assertThat(answer.headers())
                .containsEntry(HEADER, "compute 2.10")
                .containsEntry(OLD_HEADER, "2.10")
                .containsEntry("Vary", HEADER + ", " + OLD_HEADER)
                .hasSize(3);
    }

    private static RequestedMicroversion asked(String header, String old) {
        List<String> headers = new ArrayList<>();
        if (header != null) {
            headers.addAll(List.of(HEADER, header));
        }
        if (old != null) {
            headers.addAll(List.of(OLD_HEADER, old));
        }
        return RequestedMicroversion.of(Mount.V2_1, Exchanges.withHeaders(headers.toArray(String[]::new)), MAX);
    }
}
