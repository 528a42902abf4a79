package dev.vitrine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://glance,                   false, glance,      80,   '',     http://glance",
        "http://glance:80/,               false, glance,      80,   '',     http://glance",
        "https://glance,                  true,  glance,      443,  '',     https://glance",
        "https://glance:443//,            true,  glance,      443,  '',     https://glance",
        "http://glance:443,               false, glance,      443,  '',     http://glance:443",
        "http://10.0.0.1:9292/image/,     false, 10.0.0.1,    9292, /image, http://10.0.0.1:9292/image",
        "http://[::1]:9292/a/b,           false, ::1,         9292, /a/b,   http://[::1]:9292/a/b",
        "https://h.example.com:65535,     true,  h.example.com, 65535, '',  https://h.example.com:65535"
    })
    void urlIsParsed(String text, boolean tls, String host, int port, String path, String shown) {
        Endpoint endpoint = Endpoint.parse(text);

        assertThat(endpoint).isEqualTo(new Endpoint(tls, host, port, path)).hasToString(shown);
        assertThat(Endpoint.parse(shown)).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "glance",
                "glance:9292",
                "//glance",
                "ftp://glance",
                "http://",
                "http:///path",
                "http:glance",
                "http://user:s3cret@glance",
                "http://glance?x=1",
                "http://glance#x",
                "http://glance:65536",
                "http://glance:0",
                "http://glance:-1",
                "http://glance:x",
                "http://gl ance",
                "http://glance/a\"b",
                "http://glance/a'b",
                "http://glance/a&b",
                "http://glance/\u00e9",
                "http://glance/v2/.",
                "http://glance/./v2",
                "http://glance/image/../v2",
                "http://glance/v2/..",
                "http://glance/%2e/v2",
                "http://glance/v2/%2E%2e/",
                "http://glance/v2?",
                "http://glance/v2#",
                "http://glance/v2;x=1",
                "http://glance/v2 ",
                "http://glance\n"
            })
    void nothingElseIsAnEndpoint(String text) {
        assertThat(Endpoint.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://k/v3,          http://k",
        "http://k/v3/,         http://k",
        "http://k/identity/v3, http://k/identity",
        "http://k/v3//,        http://k",
        "http://k//v3,         http://k",
        "http://k//identity//v3/, http://k//identity",
        "http://k/v2.0,        http://k",
        "http://k/V2,          http://k",
        "http://k/v2.,         http://k",
        "http://k/v1,          http://k",
        "http://k/v10.12/,     http://k",
        "http://k:9292/image/v2/, http://k:9292/image",
        "https://[::1]/v2.9,   https://[::1]",
        "http://k/v3/x,        http://k/v3/x",
        "http://k/v2/image,    http://k/v2/image",
        "http://k/v3x,         http://k/v3x",
        "http://k/xv3,         http://k/xv3",
        "http://k/v,           http://k/v",
        "http://k/version,     http://k/version",
        "http://v2,            http://v2",
        "http://k,             http://k"
    })
    void versionAtTheEndCanBeRemoved(String text, String without) {
        assertThat(Objects.requireNonNull(Endpoint.parse(text)).withoutVersion())
                .hasToString(without);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/v2/images, true",
        "http://h/v2/images/x, true",
        "http://h/image/v2/images/, true",
        "http://h/v2/schemas/image, true",
        "http://h/v3/auth/tokens, true",
        "http://h/v2.0/tokens, true",
        "http://h/v2/v2, true",
        "http://h/v2, false",
        "http://h/image/v2, false",
        "http://h/v1/image, false",
        "http://h/v1/imageservice, false",
        "http://h/images, false",
        "http://h, false"
    })
    void whatStandsBehindAVersionIsAResource(String text, boolean isResource) {
        assertThat(Objects.requireNonNull(Endpoint.parse(text)).isResource()).isEqualTo(isResource);
    }
}
