package dev.vitrine.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.config.source.ConfigException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtelVariablesTest {
    private static Map<String, String> exporting(String name, String value) {
        Map<String, String> variables = new HashMap<>(Map.of("OTEL_TRACES_EXPORTER", "otlp"));
        variables.put(name, value);
        return variables;
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_EXPORTER, otlp, true",
        "OTEL_TRACES_EXPORTER, none, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4318, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, https://collector/v1/traces, true",
        "OTEL_SERVICE_NAME, vitrine, false",
        "OTEL_SDK_DISABLED, false, false"
    })
    void anExporterOrAnEndpointTurnsSpansOn(String name, String value, boolean isOn) throws ConfigException {
        assertThat(OtelVariables.of(Map.of(name, value)).isOn()).isEqualTo(isOn);
        assertThat(OtelVariables.of(Map.of(name, " ")).isOn()).isFalse();
    }

    @Test
    void theSwitchTurnsThemOff() throws ConfigException {
        assertThat(OtelVariables.of(exporting("OTEL_SDK_DISABLED", "TRUE")).isOn())
                .isFalse();
        assertThat(OtelVariables.of(exporting("OTEL_SDK_DISABLED", "False")).isOn())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_SDK_DISABLED | yes",
                "OTEL_TRACES_EXPORTER | zipkin",
                "OTEL_EXPORTER_OTLP_ENDPOINT | collector:4318",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://admin:hidden@collector:4318",
                "OTEL_EXPORTER_OTLP_PROTOCOL | grpc",
                "OTEL_EXPORTER_OTLP_COMPRESSION | brotli",
                "OTEL_EXPORTER_OTLP_HEADERS | Bearer hidden",
                "OTEL_EXPORTER_OTLP_TIMEOUT | soon",
                "OTEL_EXPORTER_OTLP_CERTIFICATE | /nowhere/ca.pem",
                "OTEL_TRACES_SAMPLER | some",
                "OTEL_TRACES_SAMPLER_ARG | 2",
                "OTEL_PROPAGATORS | pigeon",
                "OTEL_BSP_MAX_QUEUE_SIZE | many",
                "OTEL_RESOURCE_ATTRIBUTES | a"
            })
    void whatHasNoValidValueStopsTheStartUnderItsName(String name, String value) {
        Map<String, String> variables = exporting(name, value);
        if (name.endsWith("_ARG")) {
            variables.put("OTEL_TRACES_SAMPLER", "traceidratio");
        }

        assertThatThrownBy(() -> OtelVariables.of(variables).sdk("0.1").close())
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(name)
                .doesNotContain("Bearer", "admin");
    }

    @Test
    void whatChangesNothingIsNamed() throws ConfigException {
        assertThat(OtelVariables.of(Map.of("OTEL_SERVICE_NAME", "a", "OTEL_BSP_SCHEDULE_DELAY", "1", "OTHER", "x"))
                        .withoutEffect())
                .containsExactly("OTEL_BSP_SCHEDULE_DELAY", "OTEL_SERVICE_NAME");
        assertThat(OtelVariables.of(Map.of(
                                "OTEL_TRACES_EXPORTER",
                                "otlp",
                                "OTEL_SERVICE_NAME",
                                "a",
                                "OTEL_METRICS_EXPORTER",
                                "otlp",
                                "OTEL_SERVICE_NAM",
                                "b"))
                        .withoutEffect())
                .containsExactly("OTEL_METRICS_EXPORTER", "OTEL_SERVICE_NAM");
    }
}
