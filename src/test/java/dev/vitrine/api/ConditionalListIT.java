package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a list has changed since a client last asked: in brief and in detail, in each format, on each mount. */
@ExtendWith(VertxExtension.class)
class ConditionalListIT {
    private static final List<String> MOUNTS = List.of("/v1.1/openstack", "/v2/openstack", "/v2", "/v2.1/openstack");
    private final ManualClocks clocks = new ManualClocks();
    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx, clocks.time(), "links.compute-link-prefix=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images",
                "/images.xml",
                "/images/detail",
                "/images/detail.xml",
                "/images?limit=2",
                "/images/detail.xml?limit=2",
                "/images?name=nothing",
                "/images.xml?name=nothing",
                "/images/detail?status=nonsense"
            })
    void whatTheClientHasIsNotSentAgain(String list) throws Exception {
        for (String mount : MOUNTS) {
            if (mount.startsWith("/v2.1") && list.contains(".xml")) {
                continue;
            }
            RawHttp.Answer shown = gateway.get("demo", mount + list);
            RawHttp.Answer head = gateway.send("HEAD", "demo", mount + list);

            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.header("ETag")).as(mount).matches("\"[0-9a-f]{32}\"");
            assertThat(shown.header("Cache-Control")).isEqualTo("private, no-cache");
            assertThat(head.body()).isEmpty();
            assertSameHeaders(head, shown, "ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length");
            for (String method : List.of("GET", "HEAD")) {
                RawHttp.Answer same =
                        gateway.send(method, "demo", mount + list, "If-None-Match: \"a\", W/" + shown.header("ETag"));
                RawHttp.Answer other = gateway.send(method, "demo", mount + list, "If-None-Match: \"a\"");
                RawHttp.Answer refused = gateway.send(method, "demo", mount + list, "If-Match: \"a\"");

                assertThat(same.status()).isEqualTo(304);
                assertThat(same.body()).isEmpty();
                assertSameHeaders(same, shown, "ETag", "Cache-Control", "Vary", "OpenStack-API-Version");
                assertThat(other.status()).isEqualTo(200);
                assertThat(other.body()).isEqualTo(method.equals("GET") ? shown.body() : "");
                assertThat(refused.status()).isEqualTo(412);
                assertThat(refused.header("Cache-Control")).isEqualTo("private, no-store");
            }
        }
    }

    private static void assertSameHeaders(RawHttp.Answer answer, RawHttp.Answer expected, String... names) {
        for (String name : names) {
            assertThat(answer.header(name)).as(name).isEqualTo(expected.header(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/images/detail"})
    void otherBytesHaveAnotherTag(String list) throws Exception {
        List<RawHttp.Answer> answers = new ArrayList<>();
        for (String mount : MOUNTS) {
            answers.add(gateway.get("demo", mount + list));
            answers.add(gateway.get("demo", mount + list, "Host: elsewhere.test"));
        }
        for (String query :
                List.of(".xml", "?limit=1", ".xml?limit=1", "?limit=2", "?name=nothing", ".xml?name=nothing")) {
            answers.add(gateway.get("demo", "/v2/openstack" + list + query));
        }
        // The same images and links, but for the link to the next page.
        answers.add(gateway.get("demo", "/v2/openstack" + list + "?limit=1&x=y"));

        assertThat(answers).extracting(RawHttp.Answer::body).doesNotHaveDuplicates();
        assertThat(answers)
                .extracting(answer -> answer.header("ETag"))
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/images.xml", "/images/detail", "/images/detail.xml"})
    void aReloadKeepsTheTagUntilAByteChanges(String list) throws Exception {
        String path = "/v2/openstack" + list;
        RawHttp.Answer first = gateway.get("demo", path);
        String condition = "If-None-Match: " + first.header("ETag");
        int calls = gateway.glance.calls("GET");

        clocks.pass(Duration.ofMinutes(1));
        RawHttp.Answer reloaded = gateway.get("demo", path, condition);
        assertThat(gateway.glance.calls("GET")).isGreaterThan(calls);
        assertThat(reloaded.status()).isEqualTo(304);
        assertThat(reloaded.header("ETag")).isEqualTo(first.header("ETag"));

        assertThat(gateway.send("DELETE", "demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7)
                        .status())
                .isEqualTo(204);
        RawHttp.Answer changed = gateway.get("demo", path, condition);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).doesNotContain(TestGateway.FAKEIMAGE7);
        assertThat(changed.header("ETag")).isNotEqualTo(first.header("ETag"));
    }
}
