package dev.vitrine.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client for HTTP/2 over TLS, on connections that the test opens, with its own event loop. */
public final class Http2Client {
    private static final String CERTIFICATE = "src/test/resources/tls/localhost.pem";
    private static final String KEY = "src/test/resources/tls/localhost.key";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setSsl(true)
            .setUseAlpn(true)
            .setTrustOptions(trust()));

    /** A response, and the {@link System#nanoTime} at its end. */
    public record Answer(int status, String body, long atNanos) {}

    /** A request that was written at this {@link System#nanoTime}, and its future response. */
    public record Sent(long atNanos, Future<Answer> answer) {}

    /** Returns the settings for TLS, and further ones. */
    public static String[] settings(String... more) {
        return Stream.concat(
                        Stream.of("listen.tls-certificate=" + CERTIFICATE, "listen.tls-key=" + KEY), Stream.of(more))
                .toArray(String[]::new);
    }

    /** Returns client options that trust such a gateway. */
    public static PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(CERTIFICATE);
    }

    /** Opens connections to a gateway. */
    public List<HttpClientConnection> connect(int port, int number) throws Exception {
        List<HttpClientConnection> connections = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            connections.add(
                    client.connect(new HttpConnectOptions().setHost("localhost").setPort(port))
                            .await(10, TimeUnit.SECONDS));
        }
        return connections;
    }

    /** Sends a GET with a token; completes when it is written. */
    public Future<Sent> send(HttpClientConnection connection, String token, String path) {
        RequestOptions options =
                new RequestOptions().setMethod(HttpMethod.GET).setURI(path).putHeader("X-Auth-Token", token);
        return connection.request(options).compose(request -> {
            Future<Answer> answer = answer(request);
            return request.end().map(written -> new Sent(System.nanoTime(), answer));
        });
    }

    private static Future<Answer> answer(HttpClientRequest request) {
        return request.response()
                .compose(response -> response.body()
                        .map(body -> new Answer(response.statusCode(), body.toString(), System.nanoTime())));
    }

    /**
     * Completes when the other side has read all that was written on the connection.
     *
     * <p>Called on the event loop: from another thread, Vert.x may begin to wait for the response after it has arrived.
     */
    public Future<Void> read(HttpClientConnection connection) {
        Promise<Void> read = Promise.promise();
        vertx.runOnContext(go ->
                connection.ping(Buffer.buffer(new byte[8])).<Void>mapEmpty().onComplete(read));
        return read.future();
    }

    public void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
