package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.glance.Records;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache hit is answered byte for byte as the Router answers it, or left to the Router. */
@ExtendWith(VertxExtension.class)
class CacheHitHandlerIT {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String PLAIN = "/v2/p/images/" + ID;

    private final ManualClocks clock = new ManualClocks();
    private final List<String> asked = new ArrayList<>();
    private Outcome<Image> glance =
            new Outcome.Found<>(Records.imageWith("'owner':'p','colour':'red','updated_at':'2020-02-02T10:00:00Z'"));
    private Vertx vertx;
    private BothWays ways;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        start(new BothWays.Tokens(), Map.of());
    }

    private void start(TokenValidator validator, Map<String, String> flags) throws Exception {
        BothWays.Glance backend = new BothWays.Glance(
                Loaders.images((id, caller) -> {
                    asked.add(id.text());
                    return Future.succeededFuture(glance);
                }),
                Loaders.lists((wanted, caller) -> Future.succeededFuture(Outcome.failed(Kind.NOT_FOUND))));
        ways = new BothWays(vertx, validator, clock.time(), backend, flags);
    }

    /** A path, a header that comes with it or takes the place of the usual one; whether that is for the fast path. */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/v2/p/images/@        | -                           | -                | true",
                "/v1.1/p/images/@      | -                           | -                | true",
                "/v2.1/p/images/@      | -                           | -                | true",
                "/v2/p/images/@.json   | -                           | -                | true",
                "/v2/p/images/@.xml    | Accept                      | application/json | true",
                "/v1.1/p/images/@.xml  | -                           | -                | true",
                "/v2/p/images/@        | Accept                      | application/xml  | true",
                "/v2/p/images/@        | Accept                      | */*              | true",
                "/v2/p/images/@        | Accept                      | text/html, application/xml;q=0.9, */*;q=0.8 | true",
                "/v2/p/images/@        | Accept                      | application/vnd.openstack.compute+json | true",
                "/v2/p/images/@        | Accept                      | application/vnd.openstack.compute+xml | true",
                "/v2.1/p/images/@      | Accept                      | application/xml  | true",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute 2.30     | true",
                "/v2.1/p/images/@      | X-OpenStack-Nova-API-Version | 2.10            | true",
                "/v2/p/images/@        | OpenStack-API-Version       | compute 9.9      | true",
                "/v2/p/images/@        | If-None-Match               | *                | true",
                "/v2/p/images/@        | If-Match                    | *                | true",
                "/v2/p/images/@        | If-Match                    | \"a\"            | true",
                "/v2.1/p/images/@      | If-Match                    | W/\"a\", a       | true",
                "/v2/p/images/@.xml    | If-Match                    | \"a\"            | true",
                "/v2/p/images/@        | If-Unmodified-Since         | Sat, 01 Jan 2000 00:00:00 GMT | true",
                "/v2/p/images/@        | If-Unmodified-Since         | Fri, 01 Jan 2100 00:00:00 GMT | true",
                "/v2/p/images/@        | If-Unmodified-Since         | yesterday        | true",
                "/v2/p/images/@        | If-Modified-Since           | Sat, 01 Jan 2000 00:00:00 GMT | true",
                "/v2.1/p/images/@      | If-Modified-Since           | Fri, 01 Jan 2100 00:00:00 GMT | true",
                "/v2/p/images/@        | If-Modified-Since           | 2100-01-01       | true",
                "/v2/p/images/@        | X-Storage-Token             | known            | true",
                "/v2/p/images/@        | If-None-Match               | \"a\"            | true",
                "/v2/p/images/@        | Content-Length              | 5                | true",
                "/v2/p/images/@        | X-OpenStack-Request-ID      | req-1            | true",
                "/v2/p/images/@        | Host                        | -                | false",
                "/v2/p/images/@        | Host                        | b.example        | false",
                "/v2/p/images/@        | X-Auth-Token                | known-other      | false",
                "/v2/p/images/@        | Content-Length              | 1000000          | false",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute 2.36     | false",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute 9.9      | false",
                "/v2.1/p/images/@      | OpenStack-API-Version       | compute two      | false",
                "/v2.1/p/images/@.xml  | -                           | -                | false",
                "/v2.1/images/@        | -                           | -                | false",
                "/v2.1/images/images/@ | -                           | -                | false",
                "/v2/images/images/@   | -                           | -                | false",
                "/v2/images/@          | -                           | -                | false",
                "/v1.1/images/@.xml    | -                           | -                | false",
                "//v2/p/images/@       | -                           | -                | false",
                "/v2//p/images/@       | -                           | -                | false",
                "/v2/p/images//@       | -                           | -                | false",
                "/v2/p/images/@/       | -                           | -                | false",
                "/v2/p/images/@/metadata | -                         | -                | false",
                "/v2/%70/images/@      | -                           | -                | false",
                "/v2/p/images/@.xml.xml | -                          | -                | false",
                "/v2/p/images/@.       | -                           | -                | false",
                "/v2/p/images/%37@     | -                           | -                | false",
                "/v2/p/images/x        | -                           | -                | false",
                "/v2/p/images/detail   | -                           | -                | false",
                "/v2/p/images          | -                           | -                | false",
                "/v2/p/servers/@       | -                           | -                | false",
                "/v2/q/images/@        | -                           | -                | false",
                "/v2/../images/@       | -                           | -                | false",
                "/v2/p;x/images/@      | -                           | -                | false",
                "/v3/p/images/@        | -                           | -                | false",
                "/v2                   | -                           | -                | false",
                "v2/p/images/@         | -                           | -                | false",
                "''                    | -                           | -                | false"
            })
    void bothWaysAnswerAlike(String path, String header, String value, boolean isHit) throws Exception {
        String rawPath = path.replace("@", ID);
        String[] headers = BothWays.plainWith(header, value);
        ways.routed(rawPath, headers);

        ApiResponse hit = ways.hit(rawPath, headers);

        assertThat(hit != null).isEqualTo(isHit);
        if (isHit) {
            assertThat(hit.cache()).isEqualTo(CacheOutcome.HIT);
            assertThat(ways.answered(rawPath, headers)).isEqualTo(ways.routed(rawPath, headers));
        }
    }

    /** Else the other tests would compare one way with itself. */
    @Test
    void onlyOneWayIsBeforeTheRouter() throws Exception {
        ways.routed(PLAIN, BothWays.plain());
        ways.shedder.rejectAll(true);

        assertThat(ways.answered(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 200 ");
        assertThat(ways.routed(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aGoodTagIsAnsweredAlike() throws Exception {
        String tag = BothWays.header(ways.routed(PLAIN, BothWays.plain()), "etag");
        String[] headers = {"Host", "a.example", "X-Auth-Token", "known", "If-None-Match", "\"x\", W/" + tag};

        assertThat(ways.hit(PLAIN, headers).status()).isEqualTo(304);
        assertThat(ways.answered(PLAIN, headers)).startsWith("HTTP/1.1 304 ").isEqualTo(ways.routed(PLAIN, headers));
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "If-Match            | #                             | 200",
                "If-Match            | \"x\", #                      | 200",
                "If-Match            | *                             | 200",
                "If-Match            | W/#                           | 412",
                "If-Match            | \"x\"                         | 412",
                "If-None-Match       | W/#                           | 304",
                "If-None-Match       | \"a,b\", #                    | 304",
                "If-None-Match       | \"a, #                        | 200",
                "If-Unmodified-Since | Sat, 01 Jan 2000 00:00:00 GMT | 412",
                "If-Unmodified-Since | Fri, 01 Jan 2100 00:00:00 GMT | 200",
                "If-Unmodified-Since | Sat, 01 Jan 2000 00:00:00 UTC | 200",
                "If-Modified-Since   | Sat, 01 Jan 2000 00:00:00 GMT | 200",
                "If-Modified-Since   | Fri, 01 Jan 2100 00:00:00 GMT | 304",
                "IF-MATCH            | \"x\", W/#                   | 412",
                "If-Match            | , , #,                        | 200",
                "If-None-Match       | , , W/#,                      | 304",
                "If-None-Match       | #, \"caf\u00e9\"           | 304",
                "If-Modified-Since   | Friday, 01-Jan-49 00:00:00 GMT | 304",
                "If-Modified-Since   | Fri Jan  1 00:00:00 2100      | 304",
                "If-Modified-Since   | Sun, 02 Feb 2020 10:00:00 GMT | 304",
                "If-Modified-Since   | Sun, 02 Feb 2020 09:59:59 GMT | 200",
                "If-Unmodified-Since | Saturday, 01-Jan-00 00:00:00 GMT | 412",
                "If-Unmodified-Since | Sun, 02 Feb 2020 10:00:00 GMT | 200"
            })
    void preconditionsAreEvaluatedAlike(String name, String value, int status) throws Exception {
        String tag = BothWays.header(ways.routed(PLAIN, BothWays.plain()), "etag");
        String[] headers = {"Host", "a.example", "X-Auth-Token", "known", name, value.replace("#", tag)};

        assertThat(ways.hit(PLAIN, headers).status()).isEqualTo(status);
        assertThat(ways.answered(PLAIN, headers))
                .startsWith("HTTP/1.1 " + status + " ")
                .isEqualTo(ways.routed(PLAIN, headers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"known-bad", "known-other", "known-ruled", "not-yet-known", "kno\u00fcwn", ""})
    void aTokenThatIsNotPlainlyGoodIsLeftToTheRouter(String token) throws Exception {
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, "Host", "a.example", "X-Auth-Token", token)).isNull();
    }

    @Test
    void theRulesOfAnApplicationCredentialAreKept() throws Exception {
        ways.routed("/v2.1/p/images/" + ID, BothWays.plain());

        assertThat(ways.hit("/v2.1/p/images/" + ID, "Host", "a.example", "X-Auth-Token", "known-ruled"))
                .isNotNull();
    }

    @Test
    void anotherClassOfCallersIsLeftToTheRouter() throws Exception {
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, "Host", "a.example", "X-Auth-Token", "known-stranger"))
                .isNull();
    }

    @Test
    void whatWasInvalidatedOrMustBeRevalidatedIsLeftToTheRouter() throws Exception {
        ImageId id = Objects.requireNonNull(ImageId.parse(ID));
        ways.routed(PLAIN, BothWays.plain());
        ways.images.requireRevalidation();
        assertThat(ways.hit(PLAIN, BothWays.plain())).as("suspect").isNull();
        ways.routed(PLAIN, BothWays.plain());
        assertThat(ways.hit(PLAIN, BothWays.plain())).as("asked for anew").isNotNull();
        ways.images.invalidate(id);
        assertThat(ways.hit(PLAIN, BothWays.plain())).as("forgotten").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void theAnswersAreAlikeWhateverValidatesTokens(String identity) throws Exception {
        start(
                identity.equals("none")
                        ? PassThroughTokenValidator.withoutAuthentication()
                        : PassThroughTokenValidator.validatedByGlance(Duration.ofMinutes(1), clock.time()),
                Map.of("identity", identity, "links.compute-link-prefix", "https://compute.example"));
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNotNull();
        assertThat(ways.answered(PLAIN, BothWays.plain())).isEqualTo(ways.routed(PLAIN, BothWays.plain()));
        assertThat(ways.hit(PLAIN, BothWays.plain()).content().whole().toString())
                .contains("https://compute.example/v2/p/images/");
    }

    @Test
    void severalTokensAreLeftToTheRouter() throws Exception {
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, "Host", "a.example", "X-Auth-Token", "known", "X-Auth-Token", "known"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "DELETE", "PUT", "POST", "OPTIONS", "PATCH"})
    void otherMethodsAreLeftToTheRouter(String method) throws Exception {
        ways.assertMethodIsLeftToTheRouter(method, PLAIN);
    }

    @Test
    void whatIsNotCachedFreshAndRenderedIsLeftToTheRouter() throws Exception {
        ways.assertAnsweredOnlyWhileFresh(clock, PLAIN, PLAIN + ".xml");

        assertThat(asked).as("calls to Glance").hasSize(1);
    }

    @Test
    void aNegativeResultIsLeftToTheRouter() throws Exception {
        glance = new Outcome.Failed<>(Failure.of(Kind.NOT_FOUND));
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNull();
    }

    @Test
    void anIdInUpperCaseIsLeftToTheRouter() throws Exception {
        String path = "/v2/p/images/" + ID.toUpperCase(Locale.ROOT);
        ways.routed(path, BothWays.plain());

        assertThat(ways.hit(path, BothWays.plain())).isNull();
    }

    @Test
    void aHostThatIsNotAllowedIsRefusedByTheRouterHoweverOftenItComes() throws Exception {
        start(new BothWays.Tokens(), Map.of("links.allowed-hosts", "a.example"));
        ways.routed(PLAIN, BothWays.plain());
        String[] other = {"Host", "b.example", "X-Auth-Token", "known"};

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNotNull();
        assertThat(ways.hit(PLAIN, other)).isNull();
        assertThat(ways.hit(PLAIN, other)).isNull();
        assertThat(ways.routed(PLAIN, other)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void linksAreThoseOfEachRequestsHost() throws Exception {
        ways.assertLinksAreThoseOfEachRequestsHost(PLAIN, "/v2/p/images/" + ID);
    }
}
