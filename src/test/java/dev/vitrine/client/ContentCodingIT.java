package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content codings of the services' responses: the gateway asks for none, and {@code identity} is none. */
@ExtendWith(VertxExtension.class)
class ContentCodingIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "Identity",
                "IDENTITY",
                " identity ",
                "",
                "identity, identity",
                "identity,",
                "identity;identity",
                "\tidentity\t",
                ",identity,",
                " , ,identity",
                "identity , IDENTITY;,",
                ";identity"
            })
    void identityIsNoCoding(String codings, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        label(gateway.keystone, codings);
        label(gateway.glance, codings);

        for (String format : new String[] {"json", "xml"}) {
            String accept = "Accept: application/" + format;
            assertThat(gateway.get("demo", IMAGE, accept).status()).isEqualTo(200);
            assertThat(gateway.get("demo", IMAGES, accept).status()).isEqualTo(200);
            assertThat(gateway.get("demo", IMAGE + "/metadata", accept).status())
                    .isEqualTo(200);
        }
        assertThat(gateway.write(
                                "demo", "POST", IMAGE + "/metadata", "application/json", "{\"metadata\":{\"a\":\"b\"}}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "identity, gzip",
                "br",
                "identity;gzip",
                "aes128gcm",
                "x-gzip",
                "deflate, identity",
                "compress",
                "zstd;identity",
                "identityx",
                "identity identity",
                "*",
                "none"
            })
    void anyOtherCodingIsNotDecoded(String codings, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        label(gateway.glance, codings);

        RawHttp.Answer answer = gateway.get("demo", IMAGE);

        assertThat(answer.status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity;identity", ", identity"})
    void aRefusalAndAResponseWithoutABodyMayBeLabelledToo(String codings, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        label(gateway.keystone, codings);
        label(gateway.glance, codings);
        String unknown = IMAGES + "/00000000-dead-4bad-8bad-000000000000";

        assertThat(gateway.get("demo", unknown).status()).isEqualTo(404);
        assertThat(gateway.get("nobody", IMAGE + ".xml").status()).isEqualTo(401);
        assertThat(gateway.send("DELETE", "demo", IMAGE).status()).isEqualTo(204);
        assertThat(gateway.send("DELETE", "demo", IMAGE).status()).isEqualTo(404);
    }

    @Test
    void aTokenDocumentInAnotherCodingIsNoValidation(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        label(gateway.keystone, "gzip");

        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(503);
        assertThat(gateway.get("demo", IMAGES + ".xml").status()).isEqualTo(503);
    }

    @Test
    void everyRequestAsksForIdentity(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        for (ScriptedService service : List.of(gateway.keystone, gateway.glance)) {
            service.answerWith(request -> {
                asked.add(request.headers().getAll("Accept-Encoding").toString());
                service.pass(request);
            });
        }

        gateway.get("demo", IMAGES);
        gateway.write("demo", "POST", IMAGE + "/metadata", "application/json", "{\"metadata\":{\"a\":\"b\"}}");
        gateway.send("DELETE", "demo", IMAGE);

        assertThat(asked).hasSizeGreaterThan(5).containsOnly("[identity]");
    }

    /** Labels what the service responds; a semicolon stands between two header lines. */
    private static void label(ScriptedService service, String codings) {
        service.answerWith(request -> {
            for (String line : codings.split(";", -1)) {
                request.response().headers().add("Content-Encoding", line);
            }
            service.pass(request);
        });
    }
}
