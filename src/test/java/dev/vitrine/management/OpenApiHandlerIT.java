package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API on the management listener. */
@ExtendWith(VertxExtension.class)
class OpenApiHandlerIT {
    @Test
    void theDocumentIsServedAsItIs(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        RawHttp.Answer answer = RawHttp.send(gateway.managementPort(), "GET", "/openapi.yaml");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
        try (InputStream in = OpenApiHandlerIT.class.getResourceAsStream("/openapi.yaml")) {
            assertThat(answer.body()).isEqualTo(new String(in.readAllBytes(), UTF_8));
        }
    }

    /** The page holds nothing of this gateway, and a browser sends no token for it. */
    @Test
    void thePageIsServedToEverybodyAndRunsNoScript(Vertx vertx, @TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.token-file=" + token);

        RawHttp.Answer page = RawHttp.send(gateway.managementPort(), "GET", "/api");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).endsWith("; script-src 'none'");
        assertThat(page.body()).contains("<h1>OpenStack Compute images API", "/v2/{project}/images/{image}");
        assertThat(RawHttp.send(gateway.managementPort(), "GET", "/api").body()).isEqualTo(page.body());
    }
}
