package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an image has changed since a client last asked. */
@ExtendWith(VertxExtension.class)
class ConditionalReadIT {
    private static final String PUBLIC = "/images/" + TestGateway.PUBLIC_IMAGE;
    private static final String OWN = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, "links.compute-link-prefix=");
    }

    @Test
    void anotherDocumentHasAnotherTag() throws Exception {
        List<String> tags = new ArrayList<>();
        for (String mount : List.of("/v1.1/openstack", "/v2/openstack", "/v2.1/openstack", "/v2.1")) {
            tags.add(gateway.get("demo", mount + PUBLIC).header("ETag"));
        }
        tags.add(gateway.get("demo", "/v2/openstack" + PUBLIC + ".xml").header("ETag"));
        tags.add(gateway.get("demo", "/v2/openstack" + PUBLIC, "Accept: application/vnd.openstack.compute+json")
                .header("ETag"));
        tags.add(gateway.get("other", "/v2/other" + PUBLIC).header("ETag"));
        tags.add(gateway.get("demo", "/v2/openstack" + PUBLIC, "Host: elsewhere.test")
                .header("ETag"));

        assertThat(tags).doesNotHaveDuplicates().allMatch(tag -> tag.matches("\"[0-9a-f]+\""));
        assertThat(gateway.get("demo", "/v1.1/openstack" + PUBLIC).header("ETag"))
                .isEqualTo(tags.get(0));
    }

    @ParameterizedTest
    @CsvSource({"/v2/openstack, by-mount, never", "/v2.1/openstack, by-mount, always"})
    void otherLinksHaveAnotherTag(String mount, String before, String after, Vertx vertx) throws Exception {
        List<String> tags = new ArrayList<>();
        for (String setting : List.of(before, after)) {
            TestGateway other = TestGateway.start(
                    vertx, "links.compute-link-prefix=http://a.test", "links.alternate-project=" + setting);
            tags.add(other.get("demo", mount + PUBLIC).header("ETag"));
        }
        for (String prefix : List.of("compute", "glance")) {
            TestGateway other = TestGateway.start(
                    vertx, "links.compute-link-prefix=http://a.test", "links." + prefix + "-link-prefix=http://b.test");
            tags.add(other.get("demo", mount + PUBLIC).header("ETag"));
        }

        assertThat(tags).doesNotContainNull().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "#              | 304",
                "W/#            | 304",
                "*              | 304",
                "\"a\", # , W/\"b\" | 304",
                "\"a\",W/\"b\"  | 200",
                "\"\"           | 200",
                "x              | 200"
            })
    void whatTheClientHasIsNotSentAgain(String header, int status) throws Exception {
        RawHttp.Answer first = gateway.get("demo", OWN);

        RawHttp.Answer again = gateway.get("demo", OWN, "If-None-Match: " + header.replace("#", first.header("ETag")));

        assertThat(again.status()).isEqualTo(status);
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.body()).isEqualTo(status == 304 ? "" : first.body());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "If-Match: *                                      | 200",
                "If-Match: #                                      | 200",
                "If-Match: \"a\", \"b,c\", #                       | 200",
                "If-Match: \"a\"                                  | 412",
                "If-Match: W/#                                    | 412",
                "If-Match: a                                      | 412",
                "If-Match:                                        | 412",
                "If-None-Match: \"a,b\", #                         | 304",
                "If-None-Match: w/#                               | 200",
                "If-None-Match: \"a\", *                           | 200",
                "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 412",
                "If-Unmodified-Since: Sat Jan  1 00:00:00 2000    | 412",
                "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 200",
                "If-Unmodified-Since: 2000-01-01                  | 200",
                "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 200",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 304",
                "If-Modified-Since: tomorrow                      | 200",
                "If-Match: \"a\"; If-None-Match: #                 | 412",
                "If-Match: #; If-None-Match: #                    | 304",
                "If-Match: #; If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 200",
                "If-None-Match: \"a\"; If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 200",
                "If-None-Match: #; If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 412",
                "If-Range: \"a\"; Range: bytes=0-1                 | 200",
                "If-Range: #; Range: bytes=0-1                     | 200",
                "IF-NONE-MATCH: #                                  | 304",
                "If-None-Match: , ,W/\"a\", #,                    | 304",
                "If-None-Match: \"a\"; If-None-Match: #            | 304",
                "If-None-Match: \"a\"; If-None-Match: \"b\"        | 200",
                "If-Match: *; If-None-Match: *                     | 304",
                "If-None-Match: *; If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 304",
                "If-Modified-Since: Friday, 01-Jan-49 00:00:00 GMT | 304",
                "If-Modified-Since: Fri Jan  1 00:00:00 2100       | 304",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT, Fri, 01 Jan 2100 00:00:00 GMT | 200",
                "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT; If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 304",
                "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT; If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT | 412",
                "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT; If-None-Match: # | 304"
            })
    void preconditionsAreEvaluatedInTheirOrder(String headers, int status) throws Exception {
        for (String path : List.of("", "/metadata", "/metadata/architecture")) {
            for (String suffix : List.of("application/json", "application/xml")) {
                String accept = "Accept: " + suffix;
                RawHttp.Answer first = gateway.get("demo", OWN + path, accept);
                String[] all = (headers.replace("#", first.header("ETag")) + "; " + accept).split("; ", -1);

                for (String method : List.of("GET", "HEAD")) {
                    RawHttp.Answer answer = gateway.send(method, "demo", OWN + path, all);

                    assertThat(answer.status()).as(path).isEqualTo(status);
                    assertThat(answer.header("ETag")).isEqualTo(status == 412 ? "" : first.header("ETag"));
                    assertThat(answer.header("Cache-Control"))
                            .isEqualTo(status == 412 ? "private, no-store" : "private, no-cache");
                    assertThat(answer.body().isEmpty()).isEqualTo(status == 304 || method.equals("HEAD"));
                }
            }
        }
    }

    /** RFC 9110, 15.4.5. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1.1/openstack", "/v2/openstack", "/v2", "/v2.1/openstack", "/v2.1"})
    void a304HasTheHeadersOfThe200(String mount) throws Exception {
        for (String path : List.of(PUBLIC, PUBLIC + "/metadata", PUBLIC + "/metadata/os_distro")) {
            RawHttp.Answer shown = gateway.get("demo", mount + path);
            String condition = "If-None-Match: " + shown.header("ETag");
            for (String method : List.of("GET", "HEAD", "GET")) {
                RawHttp.Answer same = gateway.send(method, "demo", mount + path, condition);

                assertThat(shown.status()).isEqualTo(200);
                assertThat(same.status()).isEqualTo(304);
                assertThat(same.body()).isEmpty();
                for (String name : List.of(
                        "ETag",
                        "Cache-Control",
                        "Vary",
                        "Content-Location",
                        "Expires",
                        "OpenStack-API-Version",
                        "X-OpenStack-Nova-API-Version")) {
                    assertThat(same.header(name)).as(name).isEqualTo(shown.header(name));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/openstack/images",
                "/v2/openstack/images?limit=1",
                "/v2.1/images/detail",
                "/v2/images/detail.xml",
                "/v2/openstack/images?status=nonsense",
                "/",
                "/v2",
                "/v2.1/",
                "/v2.1/openstack/"
            })
    void whatHasNoDateHasPreconditionsToo(String path) throws Exception {
        String past = "Sat, 01 Jan 2000 00:00:00 GMT";

        assertThat(gateway.get("demo", path, "If-Match: *").status()).isEqualTo(200);
        assertThat(gateway.get("demo", path, "If-Match: \"a\"").status()).isEqualTo(412);
        assertThat(gateway.get("demo", path, "If-None-Match: *").status()).isEqualTo(304);
        assertThat(gateway.get("demo", path, "If-None-Match: \"a\"").status()).isEqualTo(200);
        assertThat(gateway.get("demo", path, "If-Unmodified-Since: " + past).status())
                .isEqualTo(200);
        assertThat(gateway.get("demo", path, "If-Modified-Since: " + past).status())
                .isEqualTo(200);
    }

    @Test
    void metadataHasATagForEachFormat() throws Exception {
        List<String> tags = new ArrayList<>();
        for (String path : List.of("/metadata", "/metadata/architecture")) {
            for (String type : List.of("json", "xml", "vnd.openstack.compute+json", "vnd.openstack.compute+xml")) {
                tags.add(gateway.get("demo", OWN + path, "Accept: application/" + type)
                        .header("ETag"));
            }
        }

        assertThat(tags).doesNotHaveDuplicates().allMatch(tag -> tag.matches("\"[0-9a-f]+\""));
        assertThat(gateway.get("demo", OWN + "/metadata/architecture.xml").header("ETag"))
                .isEqualTo(tags.get(5));
    }

    @Test
    void afterAChangeTheImageIsSentAgain() throws Exception {
        String tag = gateway.get("demo", OWN).header("ETag");
        gateway.write("demo", "PUT", OWN + "/metadata/a", "application/json", "{\"meta\":{\"a\":\"b\"}}");

        RawHttp.Answer again = gateway.get("demo", OWN, "If-None-Match: " + tag);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("ETag")).isNotEqualTo(tag);
    }
}
