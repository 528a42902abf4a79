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

    @Test
    void afterAChangeTheImageIsSentAgain() throws Exception {
        String tag = gateway.get("demo", OWN).header("ETag");
        gateway.write("demo", "PUT", OWN + "/metadata/a", "application/json", "{\"meta\":{\"a\":\"b\"}}");

        RawHttp.Answer again = gateway.get("demo", OWN, "If-None-Match: " + tag);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("ETag")).isNotEqualTo(tag);
    }
}
