package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.AccessLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that hangs up in the middle of a body: the access log does not call the body too large. */
@ExtendWith(VertxExtension.class)
class BrokenOffBodyIT {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void isLoggedAsABadRequest(Vertx vertx) throws Exception {
        GatewayConfig config = ConfigLoader.read(
                        null, Map.of(), Map.of("identity", "none", "listen.host", "127.0.0.1", "listen.port", "0"))
                .settings();
        ApiServices services = ApiListener.services(
                vertx,
                config,
                PassThroughTokenValidator.withoutAuthentication(),
                Clocks.system(),
                (id, caller) -> Future.succeededFuture(Outcome.failed(Kind.NOT_FOUND)));

        try (AccessLog log = AccessLog.to(queue(), true)) {
            int port = ApiListener.start(vertx, services, new Metrics(), log, true);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream()
                        .write(("PUT /v2/p/images/70a599e0-31e7-49b7-b260-868f441e862b/metadata HTTP/1.1\r\nHost: a\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                                .getBytes(ISO_8859_1));
            }

            assertThat(lines.poll(10, TimeUnit.SECONDS)).contains("HTTP/1.1\" 400 ");
        }
    }

    private OutputStream queue() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] line) {
                lines.add(new String(line, ISO_8859_1));
            }
        };
    }
}
