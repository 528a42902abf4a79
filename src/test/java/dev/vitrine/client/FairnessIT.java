package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A project that asks for more than Glance can give, and another one that asks for a little. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class FairnessIT {
    /** What Glance is given at once at first, and what of it one project has. */
    private static final int AT_ONCE = 20;

    private static final int SHARE = 15;
    private static final int WAITING = 30;

    private int asked;

    @Test
    void aFloodOfOneProjectDelaysNoOther(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                Http2Client.settings(
                        "glance.first-byte-timeout=30s", "glance.timeout=30s", "glance.max-waiting=" + WAITING));
        Http2Client client = new Http2Client();
        HttpClientConnection flooder = client.connect(gateway.port(), 1).get(0);
        HttpClientConnection other = client.connect(gateway.port(), 1).get(0);
        // Their tokens are known from now on.
        for (Future<Integer> first : List.of(
                ask(client, flooder, "demo", "openstack", 1).get(0),
                ask(client, other, "other", "other", 1).get(0))) {
            assertThat(first.await(10, TimeUnit.SECONDS)).isEqualTo(404);
        }
        gateway.glance.hold();

        List<Future<Integer>> flood = ask(client, flooder, "demo", "openstack", 80);
        gateway.glance.held(SHARE).await(10, TimeUnit.SECONDS);
        client.read(flooder).await(10, TimeUnit.SECONDS);

        // The queue is full; the other calls were rejected at once.
        for (Future<Integer> refused : flood.subList(SHARE + WAITING, 80)) {
            assertThat(refused.await(10, TimeUnit.SECONDS)).isEqualTo(503);
        }
        // The other project has room for some calls, and its next ones go before the rest of the flood.
        List<Future<Integer>> few = ask(client, other, "other", "other", 10);
        gateway.glance.held(AT_ONCE).await(10, TimeUnit.SECONDS);
        gateway.glance.release();
        for (Future<Integer> answer : few) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(404);
        }
        for (Future<Integer> answer : flood.subList(0, SHARE + WAITING - 5)) {
            assertThat(answer.await(10, TimeUnit.SECONDS)).isEqualTo(404);
        }
        client.stop();
    }

    /** Asks for so many images that are not cached and do not exist. */
    private List<Future<Integer>> ask(
            Http2Client client, HttpClientConnection connection, String token, String project, int number) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String id = String.format("%08x-0000-4000-8000-00000000cafe", ++asked);
            answers.add(client.send(connection, token, "/v2/" + project + "/images/" + id)
                    .compose(Http2Client.Sent::answer)
                    .map(Http2Client.Answer::status));
        }
        return answers;
    }
}
