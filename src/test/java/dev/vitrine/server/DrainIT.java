package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.testing.Http2Client;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that is about to end: nobody is cut off, and nobody is kept. */
@ExtendWith(VertxExtension.class)
class DrainIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String KEEP_ALIVE = "GET " + IMAGE + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n\r\n";

    @Test
    void requestsAreAnsweredAndTheirConnectionsEnd(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);

        gateway.gateway.drain();
        // Returns at the end of the connection, which nobody but the gateway has ended.
        String kept = RawHttp.exchange(gateway.port(), KEEP_ALIVE);
        String missed = RawHttp.exchange(gateway.port(), KEEP_ALIVE.replace(TestGateway.FAKEIMAGE7, "detail"));

        assertThat(kept).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: close\r\n");
        assertThat(missed).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: close\r\n");
        assertThat(kept).endsWith("}}");
    }

    /** The platform announces that the connection goes on to a client of HTTP/1.0 that asks for it. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void whoAsksForAConnectionThatGoesOnIsToldThatItEnds(String version, Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        gateway.gateway.drain();
        String answer = RawHttp.exchange(
                gateway.port(),
                KEEP_ALIVE.replace("HTTP/1.1\r\n", "HTTP/" + version + "\r\nConnection: keep-alive\r\n"));

        assertThat(answer)
                .startsWith("HTTP/" + version + " 200 ")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .doesNotContainIgnoringCase("keep-alive");
    }

    /** RFC 9112, 9.6: behind an answer that ends the connection no request is looked at. */
    @Test
    void requestsBehindTheLastAnswerAreNotLookedAt(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        String deletion = KEEP_ALIVE.replace("GET ", "DELETE ");

        gateway.gateway.drain();
        String answers = RawHttp.exchange(gateway.port(), KEEP_ALIVE + deletion);

        assertThat(answers).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(gateway.glance.calls("DELETE")).isZero();
    }

    /** The second one has been read while the first one waited. */
    @Test
    void aRequestThatWaitedBehindTheLastAnswerIsNotServed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.glance.hold();
        Promise<String> answers = Promise.promise();
        new Thread(() -> {
                    try {
                        answers.complete(
                                RawHttp.exchange(gateway.port(), KEEP_ALIVE + KEEP_ALIVE.replace("GET ", "DELETE ")));
                    } catch (IOException e) {
                        answers.fail(e);
                    }
                })
                .start();
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        gateway.gateway.drain();
        gateway.glance.release();

        assertThat(answers.future().await(10, TimeUnit.SECONDS))
                .startsWith("HTTP/1.1 200 ")
                .containsOnlyOnce("HTTP/1.1 ");
        assertThat(gateway.glance.calls("DELETE")).isZero();
    }

    @Test
    void aConnectionOfHttp2IsToldToEndAndItsOtherRequestsAreAnswered(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, Http2Client.settings());
        Http2Client client = new Http2Client();
        HttpClientConnection connection = client.connect(gateway.port(), 1).get(0);
        Promise<Void> told = Promise.promise();
        connection.shutdownHandler(goAway -> told.tryComplete());
        client.send(connection, "demo", IMAGE)
                .await(10, TimeUnit.SECONDS)
                .answer()
                .await(10, TimeUnit.SECONDS);
        gateway.glance.hold();
        Http2Client.Sent slow =
                client.send(connection, "demo", "/v2/openstack/images/detail").await(10, TimeUnit.SECONDS);
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        gateway.gateway.drain();
        Http2Client.Sent quick = client.send(connection, "demo", IMAGE).await(10, TimeUnit.SECONDS);
        int first = quick.answer().await(10, TimeUnit.SECONDS).status();
        told.future().await(10, TimeUnit.SECONDS);
        gateway.glance.release();
        int second = slow.answer().await(10, TimeUnit.SECONDS).status();

        assertThat(first).isEqualTo(200);
        assertThat(second).isEqualTo(200);
        client.stop();
    }

    @Test
    void aRequestUnderWayIsAnsweredBeforeTheListenerHasEnded(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        int port = gateway.port();
        gateway.glance.hold();
        Promise<RawHttp.Answer> answer = Promise.promise();
        new Thread(() -> {
                    try {
                        answer.complete(gateway.get("demo", IMAGE));
                    } catch (IOException e) {
                        answer.fail(e);
                    }
                })
                .start();
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        var closed = gateway.gateway.close();
        gateway.glance.release();

        assertThat(answer.future().await(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        closed.await(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> RawHttp.exchange(port, KEEP_ALIVE)).isInstanceOf(ConnectException.class);
    }
}
