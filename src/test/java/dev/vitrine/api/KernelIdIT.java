package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kernel_id} and {@code ramdisk_id}, which Glance's schema takes only as a UUID. */
@ExtendWith(VertxExtension.class)
class KernelIdIT {
    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String BODY = "{\"metadata\":{\"*\":\"~\"}}";
    private static final String ITEM = "{\"meta\":{\"*\":\"~\"}}";
    private static final String BODY_XML =
            "<metadata xmlns='http://docs.openstack.org/compute/api/v1.1'><meta key='*'>~</meta></metadata>";
    private static final String ITEM_XML = "<meta xmlns='http://docs.openstack.org/compute/api/v1.1' key='*'>~</meta>";

    private TestGateway gateway;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
        gateway.glance.answerWith(request -> {
            if (request.method().equals(HttpMethod.PATCH)) {
                request.response()
                        .setStatusCode(400)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("X-OpenStack-Request-ID", "req-1")
                        .end("{\"message\":\"Provided object does not match schema 'image': 'none' does not match '^x$'"
                                + "\\n\\nFailed validating 'pattern' in schema['properties']['kernel_id']:\\n"
                                + "    {'description': 'ID'}<br /><br />\\n\\n\\n\"}");
            } else {
                gateway.glance.pass(request);
            }
        });
    }

    private void store(String key, String value) {
        gateway.cloud.put(gateway.cloud.image(TestGateway.FAKEIMAGE7).record().put(key, value));
    }

    private RawHttp.Answer write(String mount, String method, String type, String key, String value) throws Exception {
        String path = mount + "/openstack/images/" + TestGateway.FAKEIMAGE7 + "/metadata";
        boolean isItem = method.equals("ITEM");
        boolean isXml = type.endsWith("xml");
        String body = isItem ? (isXml ? ITEM_XML : ITEM) : isXml ? BODY_XML : BODY;
        return gateway.write(
                "demo",
                isItem ? "PUT" : method,
                isItem ? path + "/" + key : path,
                type,
                body.replace("*", key).replace("~", value));
    }

    @ParameterizedTest
    @CsvSource({
        "/v2,   POST, application/json, ramdisk_id, none",
        "/v2,   POST, application/xml,  ramdisk_id, None",
        "/v1.1, ITEM, application/json, ramdisk_id, ''",
        "/v1.1, ITEM, application/xml,  ramdisk_id, NONE",
        "/v2.1, POST, application/json, ramdisk_id, none",
        "/v2.1, ITEM, application/json, ramdisk_id, ''",
        "/v1.1, ITEM, application/xml,  ramdisk_id, ''",
        "/v2,   POST, application/xml,  ramdisk_id, ' '",
        "/v2,   ITEM, application/xml,  ramdisk_id, '&#160;none&#160;'",
        "/v2.1, ITEM, application/json, ramdisk_id, '\\u00a0None'",
        "/v1.1, POST, application/json, ramdisk_id, '\\u2007'"
    })
    void noneIsTakenAndNotSentWhereNothingIsStored(String mount, String method, String type, String key, String value)
            throws Exception {
        gateway.cloud.put(gateway.cloud
                .image(TestGateway.FAKEIMAGE7)
                .record()
                .without(key)
                .deepCopy());

        RawHttp.Answer answer = write(mount, method, type, key, value);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(gateway.glance.calls("PATCH")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2,   POST, application/json, kernel_id",
        "/v2,   PUT,  application/json, kernel_id",
        "/v2,   ITEM, application/json, ramdisk_id",
        "/v2,   POST, application/xml,  kernel_id",
        "/v1.1, ITEM, application/xml,  ramdisk_id",
        "/v2.1, PUT,  application/json, ramdisk_id",
        "/v2.1, ITEM, application/json, kernel_id"
    })
    void whereAUuidIsStoredTheClientGetsTheFirstLineOfGlancesRefusal(
            String mount, String method, String type, String key) throws Exception {
        store(key, ID);

        RawHttp.Answer answer = write(mount, method, type, key, "none");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("'none' does not match '^x$'").doesNotContain("Failed validating");
    }
}
