package dev.vitrine.cli;

import dev.vitrine.demo.DemoImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * The requests that the demo sends to itself with {@code --self-test}: whether the gateway works with this Java on this
 * machine, and the training run of a class data archive or AOT cache. Blocks.
 */
final class SelfTest {
    /** More than one, so that the JVM learns which methods are used most. */
    private static final int ROUNDS = 50;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String IMAGES = "/v2/openstack/images";
    private static final String IMAGE = IMAGES + "/" + DemoImages.FAKEIMAGE7;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final List<Exchange> exchanges;

    /** A request, and the status that its response should have. */
    private record Exchange(HttpRequest request, int status) {}

    /** The URLs of the demo's two listeners. */
    SelfTest(String api, String management) {
        exchanges = List.of(
                get(api + IMAGE, 200),
                get(api + IMAGE + ".xml", 200),
                get(api + IMAGES + "?limit=2", 200),
                get(api + IMAGES + "/detail", 200),
                get(api + IMAGES + "/detail.xml", 200),
                new Exchange(
                        request(api + IMAGE + "/metadata")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"metadata\": {\"self-test\": \"done\"}}"))
                                .build(),
                        200),
                get(api + IMAGE + "/metadata/self-test", 200),
                get(api + IMAGES + "/none", 404),
                get(api + "/v2/", 200),
                get(management + "/readyz", 200),
                get(management + "/status", 200),
                get(management + "/metrics", 200));
    }

    private static Exchange get(String url, int status) {
        return new Exchange(request(url).GET().build(), status);
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("X-Auth-Token", "demo");
    }

    /**
     * Sends the requests, each of them many times.
     *
     * @return how many were answered as expected
     * @throws IOException if one was not, or not at all
     */
    int run() throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            for (Exchange exchange : exchanges) {
                int status =
                        client.send(exchange.request, BodyHandlers.discarding()).statusCode();
                if (status != exchange.status) {
                    throw new IOException(exchange.request + ": " + status + " (expected: " + exchange.status + ")");
                }
            }
        }
        return ROUNDS * exchanges.size();
    }
}
