package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.glance.Records;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image that is loaded before the Router is answered byte for byte as the Router answers it. */
@ExtendWith(VertxExtension.class)
class CacheMissHandlerIT {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String PLAIN = "/v2/p/images/" + ID;

    private final ManualClocks clock = new ManualClocks();
    private final AtomicInteger loads = new AtomicInteger();
    private Outcome<Image> glance =
            new Outcome.Found<>(Records.imageWith("'owner':'p','colour':'red','updated_at':'2020-02-02T10:00:00Z'"));
    private Vertx vertx;
    private BothWays ways;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        start(Map.of());
    }

    private void start(Map<String, String> flags) throws Exception {
        BothWays.Glance backend = new BothWays.Glance(
                Loaders.images((id, caller) -> {
                    loads.incrementAndGet();
                    return Future.succeededFuture(glance);
                }),
                Loaders.lists((wanted, caller) -> Future.succeededFuture(Outcome.failed(Kind.NOT_FOUND))));
        ways = new BothWays(vertx, new BothWays.Tokens(), clock.time(), backend, flags);
    }

    /** Nothing is cached before either way is asked. */
    private void assertAnsweredAlike(String target, String... headers) throws IOException {
        forget();
        String routed = ways.routed(target, headers);
        forget();
        assertThat(ways.answered(target, headers)).isEqualTo(routed);
    }

    private void forget() {
        ways.images.invalidate(Objects.requireNonNull(ImageId.parse(ID)));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/v2/p/images/@        | -                           | -",
                "/v1.1/p/images/@      | -                           | -",
                "/v2.1/p/images/@      | -                           | -",
                "/v2/p/images/@.xml    | -                           | -",
                "/v2/p/images/@        | Accept                      | application/xml",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute 2.30",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute 2.36",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute two",
                "/v2/p/images/@        | If-None-Match               | *",
                "/v2/p/images/@        | If-Match                    | \"a\"",
                "/v2/p/images/@        | If-Unmodified-Since         | Sat, 01 Jan 2000 00:00:00 GMT",
                "/v2/p/images/@        | Content-Length              | 5",
                "/v2/p/images/@        | Content-Length              | 1000000",
                "/v2/p/images/@        | Host                        | -",
                "/v2/p/images/@        | X-Auth-Token                | known-bad",
                "/v2/p/images/@        | X-Auth-Token                | known-other",
                "/v2/p/images/@        | X-Auth-Token                | not-yet-known",
                "/v2/p/images/@        | X-Service-Token             | known",
                "/v2/q/images/@        | -                           | -",
                "/v2/p/images/x        | -                           | -",
                "/v2/p/images/zzzzzzzz-31e7-49b7-b260-868f441e862b | -     | -"
            })
    void bothWaysAnswerAlike(String path, String header, String value) throws Exception {
        assertAnsweredAlike(path.replace("@", ID), BothWays.plainWith(header, value));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void failuresOfGlanceAreAnsweredAlike(Kind kind) throws Exception {
        glance = new Outcome.Failed<>(Failure.of(kind));

        assertAnsweredAlike(PLAIN, BothWays.plain());
        assertAnsweredAlike(PLAIN + ".xml", BothWays.plain());
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, "/v2.1/p/images/" + ID})
    void whatIsShedIsAnsweredAlikeAndCountedOnce(String path) throws Exception {
        ways.shedder.rejectAll(true);

        assertAnsweredAlike(path, BothWays.plain());

        assertThat(ways.answered(path, BothWays.plain())).startsWith("HTTP/1.1 503 ");
        assertThat(ways.shedder.shed()).isEqualTo(3);
    }

    @Test
    void anImageThatIsCachedIsServedWhileAllElseIsShedAlsoStaleAndInAnotherFormat() throws Exception {
        ways.answered(PLAIN, BothWays.plain());
        ways.shedder.rejectAll(true);

        assertThat(ways.answered(PLAIN + ".xml", BothWays.plain()))
                .startsWith("HTTP/1.1 200 ")
                .contains("<image ");
        clock.pass(Duration.ofSeconds(7));
        assertThat(ways.answered(PLAIN, BothWays.plain()))
                .startsWith("HTTP/1.1 200 ")
                .contains("stale");

        assertThat(ways.shedder.shed()).isZero();
        assertThat(loads).hasValue(1);
    }

    /** It would be rendered on a worker, whose waiters must have been admitted. */
    @Test
    void aLargeImageIsServedInTheFormatsThatItWasServedInBeforeAndShedInOthers() throws Exception {
        glance = new Outcome.Found<>(Records.imageWith("'owner':'p','notes':'" + "x".repeat(40_000) + "'"));
        ways.answered(PLAIN, BothWays.plain());
        ways.shedder.rejectAll(true);
        clock.pass(Duration.ofSeconds(7));

        assertThat(ways.answered(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 200 ");
        assertThat(ways.answered(PLAIN + ".xml", BothWays.plain())).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void anImageThatMustBeRevalidatedIsShed() throws Exception {
        ways.answered(PLAIN, BothWays.plain());
        ways.shedder.rejectAll(true);
        ways.images.requireRevalidation();

        assertThat(ways.answered(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void noRequestIsInProgressAfterItsResponse() throws Exception {
        assertAnsweredAlike(PLAIN, BothWays.plain());

        assertThat(ways.shedder.requests()).isZero();
    }

    /** Where a page may be served at all, its browser must know what the response varies with: also of a fault. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheResponseVariesWithIsAlike(boolean isFound) throws Exception {
        start(Map.of("cors.allowed-origins", "https://page.example"));
        glance = isFound ? glance : new Outcome.Failed<>(Failure.of(Kind.NOT_FOUND));

        assertAnsweredAlike(PLAIN, BothWays.plain());
        assertAnsweredAlike(PLAIN, BothWays.plainWith("Origin", "https://page.example"));
        assertAnsweredAlike(PLAIN, BothWays.plainWith("Origin", "https://other.example"));
    }

    @Test
    void aHostThatIsNotAllowedIsRefusedAlike() throws Exception {
        start(Map.of("links.allowed-hosts", "a.example"));

        assertAnsweredAlike(PLAIN, BothWays.plainWith("Host", "b.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "OPTIONS"})
    void otherMethodsAreLeftToTheRouter(String method) throws Exception {
        forget();
        String routed = ways.routed(HttpMethod.valueOf(method), PLAIN, BothWays.plain());
        forget();

        assertThat(ways.answered(HttpMethod.valueOf(method), PLAIN, BothWays.plain()))
                .isEqualTo(routed);
    }
}
