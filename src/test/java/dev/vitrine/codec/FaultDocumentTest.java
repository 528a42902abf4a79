package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vitrine.model.Fault;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Samples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultDocumentTest {
    private static final String IMAGE = "3f0c2a1e-6a55-4c4b-9f0e-2f5d8a7b1c07";

    static final List<Arguments> FAULTS = List.of(
            arguments("15-fault-400-body", Fault.badRequest("Malformed request body")),
            arguments("15-fault-400-limit-icehouse", Fault.badRequest("limit param must be an integer")),
            arguments("15-fault-400-limit-v21", Fault.badRequest("Invalid input received: limit must be an integer")),
            arguments("15-fault-400-mismatch", Fault.badRequest("Request body and URI mismatch")),
            arguments(
                    "15-fault-400-project",
                    Fault.badRequest("Malformed request URL: URL's project_id 'other' doesn't match Context's"
                            + " project_id 'openstack'")),
            arguments(
                    "15-fault-400-version",
                    Fault.badRequest(
                            "API Version String 2.x is of invalid format. Must be of format" + " MajorNum.MinorNum.")),
            arguments("15-fault-401", Fault.unauthorized()),
            arguments("15-fault-403-delete", Fault.of(403, "You are not allowed to delete the image.")),
            arguments("15-fault-403-metadata", Fault.imageForbidden(IMAGE)),
            arguments("15-fault-403-quota", Fault.of(403, "Image metadata limit exceeded")),
            arguments("15-fault-404-image", Fault.imageNotFound()),
            arguments("15-fault-404-meta-key-delete", Fault.of(404, "Invalid metadata key")),
            arguments("15-fault-404-meta-key-get", Fault.notFound()),
            arguments(
                    "15-fault-406",
                    Fault.of(406, "Version 9.9 is not supported by the API. Minimum is 2.1 and maximum is 2.104.")),
            arguments("15-fault-413-quota-icehouse", new Fault(413, "Image metadata limit exceeded", 0)),
            arguments("15-fault-415", Fault.of(415, "Unsupported Content-Type")),
            arguments("15-fault-503", Fault.unavailable()));

    static Stream<Arguments> faultsInEachFormat() {
        return FAULTS.stream().flatMap(row -> {
            String sample = (String) row.get()[0];
            // A 401 in JSON is the document of keystonemiddleware, which runs in front of Nova.
            String json = sample.equals("15-fault-401") ? "15-401-keystonemiddleware" : sample;
            return Stream.of(
                    arguments(json + ".json", Format.JSON, row.get()[1]),
                    arguments(sample + ".xml", Format.XML, row.get()[1]));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsInEachFormat")
    void faultIsThePublishedDocument(String sample, Format format, Fault fault) {
        String document = new String(FaultDocument.of(fault, format), UTF_8);

        assertThat(document).isEqualTo(Samples.compact(sample));
    }

    @ParameterizedTest
    @CsvSource({
        "400, badRequest",
        "401, unauthorized",
        "403, forbidden",
        "404, itemNotFound",
        "405, badMethod",
        "406, computeFault",
        "409, conflictingRequest",
        "413, overLimit",
        "415, badMediaType",
        "429, overLimit",
        "500, computeFault",
        "501, notImplemented",
        "502, computeFault",
        "503, serviceUnavailable",
        "504, computeFault"
    })
    void faultIsWrappedInItsName(int status, String name) {
        Fault fault = Fault.of(status, "x");

        assertThat(fault.name()).isEqualTo(name);
        assertThat(new String(FaultDocument.of(fault, Format.XML), UTF_8))
                .startsWith("<" + name + " code=\"" + status + "\" ")
                .endsWith("</" + name + ">");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSON | {\"badRequest\":{\"message\":\"a<b & \\\"c\\\" \\u0000\",\"code\":400}}",
                "XML  | <badRequest code=\"400\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\"><message>"
                        + "a&lt;b &amp; \"c\" \uFFFD</message></badRequest>"
            })
    void messageIsEscaped(Format format, String expected) {
        assertThat(new String(FaultDocument.of(Fault.badRequest("a<b & \"c\" \0"), format), UTF_8))
                .isEqualTo(expected);
    }
}
