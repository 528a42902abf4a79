package dev.vitrine.glance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoGlance;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each status of Glance's means to the client, operation by operation, in both formats. */
@ExtendWith(VertxExtension.class)
class GlanceErrorIT {
    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + TestGateway.FAKEIMAGE7;
    private static final String FAILED = "The image service failed to make the change.";
    private static final String UNAVAILABLE = "The server is currently unavailable";

    @ParameterizedTest(name = "{0}: Glance''s {1} is {2}")
    @CsvSource({
        "show, 404, 404, Image not found.",
        "show, 403, 403, Not authorized for image " + TestGateway.FAKEIMAGE7 + ".",
        "show, 401, 401, The request you have made requires authentication.",
        "list, 400, 400, Glance says so.",
        "list, 401, 401, The request you have made requires authentication.",
        "list, 403, 403, Glance says so.",
        "list, 404, 503, " + UNAVAILABLE,
        "delete, 403, 403, You are not allowed to delete the image.",
        "delete, 404, 404, Image not found.",
        "delete, 409, 409, Glance says so.",
        "delete, 401, 401, The request you have made requires authentication.",
        "change, 400, 400, Glance says so.",
        "change, 401, 401, The request you have made requires authentication.",
        "change, 403, 403, Not authorized for image " + TestGateway.FAKEIMAGE7 + ".",
        "change, 404, 404, Image not found.",
        "change, 409, 409, There was a conflict when trying to complete your request.",
        "change, 413, 403, Image metadata limit exceeded",
        "show, 500, 503, " + UNAVAILABLE,
        "show, 502, 503, " + UNAVAILABLE,
        "show, 504, 503, " + UNAVAILABLE,
        "list, 503, 503, " + UNAVAILABLE,
        "delete, 500, 502, " + FAILED,
        "change, 500, 502, " + FAILED,
        "delete, 503, 503, " + UNAVAILABLE,
        "change, 502, 503, " + UNAVAILABLE,
        "change, 504, 503, " + UNAVAILABLE,
        "list, 500, 503, " + UNAVAILABLE,
        "change, 503, 503, " + UNAVAILABLE
    })
    void meansToTheClient(String operation, int glance, int status, String message, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        DemoGlance real = new DemoGlance(gateway.cloud, gateway.keystone.url());
        gateway.glance.answerWith(request -> {
            boolean readBeforeChange =
                    operation.equals("change") && request.method().equals(HttpMethod.GET);
            if (readBeforeChange) {
                real.handle(request);
            } else {
                request.response()
                        .setStatusCode(glance)
                        .putHeader("X-OpenStack-Request-ID", "req-1")
                        .putHeader("Content-Type", "application/json")
                        .end(
                                "{\"message\": \"Glance says so.\\n\\nFailed validating 'pattern' in schema:\\n  {}<br /><br />\\n\\n\\n\"}");
            }
        });

        for (String format : new String[] {"json", "xml"}) {
            RawHttp.Answer answer = ask(gateway, operation, format);

            assertThat(answer.status()).as(format).isEqualTo(status);
            assertThat(answer.body()).as(format).contains(message).doesNotContain("Failed validating");
            assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
            assertThat(answer.header("Content-Type")).startsWith("application/" + format);
        }
    }

    private static RawHttp.Answer ask(TestGateway gateway, String operation, String format) throws Exception {
        String accept = "Accept: application/" + format;
        return switch (operation) {
            case "show" -> gateway.get("demo", IMAGE, accept);
            case "list" -> gateway.get("demo", IMAGES, accept);
            case "delete" -> gateway.send("DELETE", "demo", IMAGE, accept);
            default -> {
                String body = "{\"metadata\":{\"new\":\"" + format + "\"}}";
                yield RawHttp.send(
                        gateway.port(),
                        "POST " + IMAGE + "/metadata HTTP/1.1\r\nHost: x\r\nX-Auth-Token: demo\r\n" + accept
                                + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
            }
        };
    }
}
