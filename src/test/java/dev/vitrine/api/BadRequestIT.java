package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that get no image: each its documented fault, in both formats, and Glance hears of none it should not. */
@ExtendWith(VertxExtension.class)
class BadRequestIT {
    private static final String ID = TestGateway.FAKEIMAGE7;
    private static final String UNKNOWN = "00000000-dead-4bad-8bad-000000000000";
    private static TestGateway gateway;

    @BeforeAll
    static void start(Vertx vertx) throws Exception {
        gateway = TestGateway.start(vertx);
        gateway.cloud.grant(
                "expired", DemoUser.of("demo", "openstack", "member").expiringAt(Instant.EPOCH));
    }

    @ParameterizedTest(name = "{1} {2} as {0} is {3}")
    @CsvSource({
        "demo, GET, /v2/openstack/images/" + UNKNOWN + ", 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/1, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/-1, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/not-a-uuid, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/" + ID + "0, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/" + ID + "%0A, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/" + ID + "%00, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/%zz, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/%c0%af, 404, itemNotFound, Image not found.",
        "demo, DELETE, /v2/openstack/images/!@$%^&*(), 404, itemNotFound, Image not found.",
        "demo, DELETE, /v2/openstack/images/%, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/%4/metadata, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/%ff/metadata/k, 404, itemNotFound, Image not found.",
        "demo, DELETE, /v2/openstack/images/%E2%82/metadata/k, 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/" + ID + "/metadata/50%, 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack/images/" + ID + "/metadata/%ff, 400, badRequest, The path cannot be decoded.",
        "demo, GET, /v2/%zz/images/" + ID + ", 400, badRequest, The path cannot be decoded.",
        "other, GET, /v2/other/images/" + ID + ", 404, itemNotFound, Image not found.",
        "demo, GET, /v2/openstack/images/" + ID + "/, 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack/images/, 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack/images/..%2F" + ID + ", 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack/images/../images/" + ID + ", 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack/servers/" + ID + ", 404, itemNotFound, The resource could not be found.",
        "demo, GET, /v2/openstack, 404, itemNotFound, The resource could not be found.",
        "demo, PATCH, /v2/openstack/images/" + ID + ", 405, badMethod, "
                + "The server could not comply with the request since it is either malformed or otherwise incorrect.",
        "demo, POST, /v2/openstack/images/" + ID + ", 405, badMethod, "
                + "The server could not comply with the request since it is either malformed or otherwise incorrect.",
        "demo, GET, /v2/other/images/" + ID + ", 400, badRequest, "
                + "Malformed request URL: URL's project_id 'other' doesn't match Context's project_id 'openstack'",
        "admin, GET, /v2/openstack/images/" + ID + ", 400, badRequest, "
                + "Malformed request URL: URL's project_id 'openstack' doesn't match Context's project_id 'admin'"
    })
    void isAnsweredWithItsFault(String token, String method, String path, int status, String name, String message)
            throws Exception {
        RawHttp.Answer json = gateway.send(method, token, path, "Accept: application/json");
        RawHttp.Answer xml = gateway.send(method, token, path, "Accept: application/xml");

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(json.body())
                .isEqualTo("{\"" + name + "\":{\"message\":\"" + message + "\",\"code\":" + status + "}}");
        assertThat(xml.status()).isEqualTo(status);
        assertThat(xml.header("Content-Type")).isEqualTo("application/xml; charset=UTF-8");
        assertThat(xml.body())
                .isEqualTo("<" + name + " code=\"" + status
                        + "\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\"><message>" + message
                        + "</message></" + name + ">");
        assertThat(json.header("x-compute-request-id")).startsWith("req-");
        assertThat(json.header("Allow")).isEqualTo(status == 405 ? "GET, HEAD, DELETE, OPTIONS" : "");
    }

    /** As Nova, which asks Glance for whatever stands there; Tempest asserts it of several. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "%2e%2E",
                "*",
                "~",
                "%20",
                "%3B;a=b",
                "a%5Cb",
                "%09",
                "%7f%0a",
                "%F0%9F%98%80",
                "%ed%a0%80",
                "%f5%80%80%80",
                "%e2%98%zz",
                "%%%",
                "%u0041",
                "[::1]",
                "null",
                "None",
                "new",
                "'\"<>&",
                ID + "%",
                ID + "%20",
                ID + ";",
                ID + ".",
                "{" + ID + "}",
                "urn:uuid:" + ID,
                "70a599e031e749b7b260868f441e862b"
            })
    void anyTextInThePlaceOfAnIdIsA404(String id) throws Exception {
        int before = gateway.glance.asked().size();
        for (String mount : new String[] {"/v1.1/openstack", "/v2/openstack", "/v2", "/v2.1/openstack", "/v2.1"}) {
            for (String path : new String[] {"", "/metadata", "/metadata/k"}) {
                for (String method : new String[] {"GET", "HEAD", "DELETE"}) {
                    if (path.equals("/metadata") && method.equals("DELETE")) {
                        continue;
                    }
                    RawHttp.Answer xml =
                            gateway.send(method, "demo", mount + "/images/" + id + path, "Accept: application/xml");

                    assertThat(xml.status()).as("%s %s %s", method, mount, path).isEqualTo(404);
                    assertThat(xml.body()).contains(method.equals("HEAD") ? "" : "Image not found.");
                }
            }
        }
        assertThat(gateway.glance.asked()).hasSize(before);
    }

    /** A fragment is no part of a target (RFC 9112, 3.2): it is not cut off, so that the rest would be taken for an id. */
    @ParameterizedTest
    @ValueSource(strings = {"#", "#x", "#.xml", "%23"})
    void anIdWithANumberSignBehindItIsNone(String behind) throws Exception {
        for (String method : new String[] {"GET", "GET", "DELETE"}) {
            assertThat(gateway.send(method, "demo", "/v2/openstack/images/" + ID + behind)
                            .status())
                    .isIn(400, 404);
        }
        assertThat(gateway.get("demo", "/v2/openstack/images/" + ID).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Auth-Token: nobody",
                "X-Auth-Token: expired",
                "X-Auth-Token:",
                "X-Auth-Token:   ",
                "No: token",
                "X-Auth-Token: caf\u00e9",
                "X-Auth-Token: demo, other",
                "X-Auth-Token: de mo"
            })
    void isAnsweredWith401WithoutAGoodToken(String header) throws Exception {
        String path = "/v2/openstack/images/" + ID;
        RawHttp.Answer json = RawHttp.send(gateway.port(), "GET", path, header);
        RawHttp.Answer xml = RawHttp.send(gateway.port(), "GET", path + ".xml", header);

        assertThat(json.status()).isEqualTo(401);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.header("WWW-Authenticate")).isEqualTo("Keystone uri=\"" + gateway.keystone.url() + "\"");
        assertThat(json.body())
                .isEqualTo("{\"error\":{\"code\":401,\"title\":\"Unauthorized\","
                        + "\"message\":\"The request you have made requires authentication.\"}}");
        assertThat(xml.status()).isEqualTo(401);
        assertThat(xml.body())
                .isEqualTo("<unauthorized code=\"401\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\">"
                        + "<message>The request you have made requires authentication.</message></unauthorized>");
    }

    @Test
    void twoTokensAreNoToken() throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                gateway.port(), "GET", "/v2/openstack/images/" + ID, "X-Auth-Token: demo", "X-Auth-Token: demo");

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void whiteSpaceAroundATokenIsNotPartOfIt() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(gateway.port(), "GET", "/v2/openstack/images/" + ID, "X-Auth-Token:  \t demo \t ");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aThousandRequestsAtOnceOnOneConnectionAreAllAnswered() throws Exception {
        String one = "GET /v2/openstack/nothing HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n\r\n";
        String last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

        String answers = RawHttp.exchange(gateway.port(), one.repeat(999) + last);

        assertThat(answers.split("HTTP/1.1 404 Not Found", -1)).hasSize(1001);
    }

    @Test
    void twoHostsAreRefusedWhateverTheLinksAreMadeOf() throws Exception {
        RawHttp.Answer answer = gateway.get("demo", "/v2/openstack/images/" + ID, "Host: one.test", "Host: two.test");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aPathThatCannotBeDecodedIsToldInTheFormatOfItsMount() throws Exception {
        RawHttp.Answer answer = gateway.get("demo", "/v2.1/%zz/images", "Accept: application/xml");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"badRequest\"");
    }

    @ParameterizedTest
    @CsvSource({"/v2/openstack/images/%zz, 401", "/v2/openstack/nothing, 401", "/v2.1/images/, 401", "/nowhere, 300"})
    void theTokenIsLookedAtBeforeThePathBehindAMount(String path, int status) throws Exception {
        assertThat(gateway.get("nobody", path).status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} with version {1} is {2}")
    @CsvSource({
        "/v2.1/bogus/images/1, compute 2.x, 400, API Version String 2.x is of invalid format."
                + " Must be of format MajorNum.MinorNum.",
        "/v2.1/bogus/images/1, compute 9.9, 406, Version 9.9 is not supported by the API."
                + " Minimum is 2.1 and maximum is 2.104.",
        "/v2.1/bogus/images/1, compute 2.36, 400, Malformed request URL: URL's project_id 'bogus' doesn't match"
                + " Context's project_id 'openstack'",
        "/v2.1/openstack/images/1, compute 2.36, 404, The resource could not be found.",
        "/v2.1/openstack/images/1, compute 2.35, 404, Image not found."
    })
    void theFirstFaultInNovasOrderIsTold(String path, String version, int status, String message) throws Exception {
        RawHttp.Answer answer = gateway.get("demo", path, "OpenStack-API-Version: " + version);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("\"" + message + "\"");
    }

    @Test
    void glanceIsAskedForNothingButImagesById() {
        assertThat(gateway.glance.asked()).allMatch(line -> line.matches("GET /v2/images/[0-9a-fA-F-]{36}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1:2:3:4:5:6:7:8]", "[::1", "a b", "a:x", "a/b"})
    void aMalformedHostIsA400AndTheConnectionGoesOn(String host) throws Exception {
        String answers = RawHttp.exchange(
                gateway.port(),
                "GET /v2/openstack/images/" + ID + " HTTP/1.1\r\nHost: " + host + "\r\nX-Auth-Token: demo\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers)
                .startsWith("HTTP/1.1 400 ")
                .contains("The Host header is missing, malformed or not one served here.")
                .contains("HTTP/1.1 200 ");
    }
}
