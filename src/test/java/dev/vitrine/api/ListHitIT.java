package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.glance.Records;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cached list is answered byte for byte as the Router answers it, or left to the Router. */
@ExtendWith(VertxExtension.class)
class ListHitIT {
    private static final String PLAIN = "/v2/p/images";
    private static final String LAST = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final Image IMAGE = Records.imageWith("'name':'a','updated_at':'2020-02-02T10:00:00Z'");

    private final ManualClocks clock = new ManualClocks();
    private final List<ListCache.Wanted> asked = new ArrayList<>();
    private boolean isForTokenAlone;
    private Vertx vertx;
    private BothWays ways;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        ways = new BothWays(vertx, new BothWays.Tokens(), clock.time(), glance(), Map.of());
    }

    private BothWays.Glance glance() {
        return new BothWays.Glance(
                Loaders.images((id, caller) -> Future.succeededFuture(Outcome.failed(Kind.NOT_FOUND))),
                Loaders.lists((wanted, caller) -> {
                    asked.add(wanted);
                    return Future.succeededFuture(new Outcome.Found<>(listing(wanted)));
                }));
    }

    /** Returns two images, or as many as are asked for. */
    private Listing listing(ListCache.Wanted wanted) {
        int count = Math.min(wanted.query().limit(), 2);
        ListWriter writer = new ListWriter(wanted.view(), wanted.detail());
        for (int i = 0; i < count; i++) {
            writer.add(IMAGE);
        }
        Listing listing = writer.finish(new Page(count, LAST));
        return isForTokenAlone ? listing.forTokenAlone() : listing;
    }

    /**
     * A path with its query, a header that comes with it or takes the place of the usual one; whether that is for the fast
     * path.
     */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/v2/p/images               | -                           | -                | true",
                "/v2/p/images/detail        | -                           | -                | true",
                "/v1.1/p/images             | -                           | -                | true",
                "/v1.1/p/images/detail.xml  | -                           | -                | true",
                "/v2.1/p/images             | -                           | -                | true",
                "/v2.1/p/images/detail      | -                           | -                | true",
                "/v2/p/images.json          | -                           | -                | true",
                "/v2/p/images.xml           | -                           | -                | true",
                "/v2/p/images/detail.json   | Accept                      | application/xml  | true",
                "/v2/p/images/detail.xml    | Accept                      | application/json | true",
                "/v2/p/images               | Accept                      | application/xml  | true",
                "/v2/p/images/detail        | Accept                      | application/vnd.openstack.compute+xml | true",
                "/v2/p/images/detail        | Accept                      | application/vnd.openstack.compute+json | true",
                "/v2.1/p/images/detail      | Accept                      | application/xml  | true",
                "/v2/p/images?              | -                           | -                | true",
                "/v2/p/images?&;&           | -                           | -                | true",
                "/v2/p/images?limit=1       | -                           | -                | true",
                "/v2/p/images.xml?limit=1   | -                           | -                | true",
                "/v2/p/images/detail?limit=2 | -                          | -                | true",
                "/v2/p/images/detail.xml?limit=2&x=%3C%26 | -             | -                | true",
                "/v2/p/images?limit=3       | -                           | -                | true",
                "/v2/p/images?limit=0       | -                           | -                | true",
                "/v2/p/images?limit=%2B1    | -                           | -                | true",
                "/v2/p/images?limit=9999999999999999999 | -               | -                | true",
                "/v2/p/images?limit=2;limit=1&b=c+d&a=%C3%BC | -          | -                | true",
                "/v2/p/images?limit=1&marker=@ | -                        | -                | true",
                "/v2/p/images?marker=       | -                           | -                | true",
                "/v2/p/images?name=a&status=ACTIVE&type=snapshot | -      | -                | true",
                "/v2/p/images?status=active&name=a | -                    | -                | true",
                "/v2/p/images?property-colour=red&property-_x=y | -       | -                | true",
                "/v2/p/images?changes-since=2020-01-01T00:00:00Z | -      | -                | true",
                "/v2/p/images?minRam=1&minDisk=02 | -                     | -                | true",
                "/v2/p/images?server=http://s/servers/@/ | -              | -                | true",
                "/v2/p/images?unknown=x&NAME=a | -                        | -                | true",
                "/v2/p/images?name=100%     | -                           | -                | true",
                "/v2.1/p/images?limit=1     | OpenStack-API-Version       | compute 2.35     | true",
                "/v2/p/images               | OpenStack-API-Version       | compute 9.9      | true",
                "/v2/p/images               | If-None-Match               | *                | true",
                "/v2/p/images               | If-None-Match               | \"a\"            | true",
                "/v2/p/images/detail.xml    | If-Match                    | \"a\"            | true",
                "/v2.1/p/images             | If-Match                    | *                | true",
                "/v2/p/images               | If-Modified-Since           | Fri, 01 Jan 2100 00:00:00 GMT | true",
                "/v2/p/images               | If-Unmodified-Since         | Sat, 01 Jan 2000 00:00:00 GMT | true",
                "/v2/p/images               | X-Storage-Token             | known            | true",
                "/v2/p/images               | Content-Length              | 5                | true",
                "/v2/p/images               | X-OpenStack-Request-ID      | req-1            | true",
                "/v2/p/images?limit=x       | -                           | -                | false",
                "/v2.1/p/images?limit=-1    | -                           | -                | false",
                "/v2/p/images?limit=        | -                           | -                | false",
                "/v2/p/images.xml?page_size=x | -                         | -                | false",
                "/v2/p/images?offset=x      | -                           | -                | false",
                "/v2/p/images?marker=nope   | -                           | -                | false",
                "/v2/p/images?name=%FF      | -                           | -                | false",
                "/v2/p/images?%00=x         | -                           | -                | false",
                "/v2/p/images?changes-since=now | -                       | -                | false",
                "/v2/p/images?status=nonsense | -                         | -                | false",
                "/v2/p/images.xml?minRam=x  | -                           | -                | false",
                "/v2/p/images?property-name=a | -                         | -                | false",
                "/v2/p/images               | Host                        | -                | false",
                "/v2/p/images               | Host                        | b.example        | false",
                "/v2/p/images               | X-Auth-Token                | known            | false",
                "/v2/p/images               | Content-Length              | 1000000          | false",
                "/v2.1/p/images             | OpenStack-API-Version       | compute 2.36     | false",
                "/v2.1/p/images             | OpenStack-API-Version       | compute 9.9      | false",
                "/v2.1/p/images             | OpenStack-API-Version       | compute two      | false",
                "/v2.1/p/images.xml         | -                           | -                | false",
                "/v2.1/p/images/detail.json | -                           | -                | false",
                "/v2/q/images               | -                           | -                | false",
                "/v2/q/images/detail.xml?limit=1 | -                      | -                | false",
                "/v2/images                 | -                           | -                | false",
                "/v2.1/images/detail        | -                           | -                | false",
                "/v2.1/images/images        | -                           | -                | false",
                "/v2/images/images/detail   | -                           | -                | false",
                "/v2/p/images/              | -                           | -                | false",
                "/v2/p/images/detail/       | -                           | -                | false",
                "/v2/p//images              | -                           | -                | false",
                "//v2/p/images              | -                           | -                | false",
                "/v2/p/%69mages             | -                           | -                | false",
                "/v2/%70/images             | -                           | -                | false",
                "/v2/p/images.xml.xml       | -                           | -                | false",
                "/v2/p/images.XML           | -                           | -                | false",
                "/v2/p/images/details       | -                           | -                | false",
                "/v2/p/imagesdetail         | -                           | -                | false",
                "/v3/p/images               | -                           | -                | false"
            })
    void bothWaysAnswerAlike(String path, String header, String value, boolean isHit) throws Exception {
        String target = path.replace("@", LAST);
        String[] headers = BothWays.plainWith(header, value);
        String routed = ways.routed(target, headers);

        ApiResponse hit = ways.hit(target, headers);

        assertThat(hit != null).isEqualTo(isHit);
        String again = ways.routed(target, headers);
        assertThat(ways.answered(target, headers)).isEqualTo(again);
        String head = ways.routed(HttpMethod.HEAD, target, headers);
        assertThat(ways.answered(HttpMethod.HEAD, target, headers)).isEqualTo(head);
        if (isHit) {
            assertThat(hit.cache()).isEqualTo(CacheOutcome.HIT);
            assertThat(again).contains("Cache-Status: vitrine; hit\r\n");
            assertThat(withoutCacheStatus(again)).isEqualTo(withoutCacheStatus(routed));
            assertThat(asked).as("calls to Glance").hasSize(1);
            String accept = "Accept".equals(header) ? value : null;
            assertThat(ListImagesHandler.wanted(ways.config, target, accept)).isEqualTo(asked.get(0));
        }
    }

    private static String withoutCacheStatus(String response) {
        return response.replaceFirst("Cache-Status: .*\r\n", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/detail", ".xml", "/detail.xml", "?limit=1", "/detail.xml?limit=1&x=y"})
    void aGoodTagIsAnsweredAlike(String list) throws Exception {
        String tag = BothWays.header(ways.routed(PLAIN + list, BothWays.plain()), "etag");
        String[] same = BothWays.plainWith("If-None-Match", "\"x\", W/" + tag);
        String[] other = BothWays.plainWith("If-Match", "W/" + tag);

        assertThat(ways.hit(PLAIN + list, same).status()).isEqualTo(304);
        assertThat(ways.hit(PLAIN + list, other).status()).isEqualTo(412);
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            assertThat(ways.answered(method, PLAIN + list, same))
                    .startsWith("HTTP/1.1 304 ")
                    .isEqualTo(ways.routed(method, PLAIN + list, same));
            assertThat(ways.answered(method, PLAIN + list, other))
                    .startsWith("HTTP/1.1 412 ")
                    .isEqualTo(ways.routed(method, PLAIN + list, other));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "known-bad",
                "known-expired",
                "known-other",
                "known-ruled",
                "known-stranger",
                "not-yet-known",
                "kno\u00fcwn",
                ""
            })
    void aTokenThatIsNotPlainlyGoodIsLeftToTheRouter(String token) throws Exception {
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, BothWays.with(token))).isNull();
        ways.routed(PLAIN, BothWays.with(token));
        assertThat(ways.answered(PLAIN, BothWays.with(token))).isEqualTo(ways.routed(PLAIN, BothWays.with(token)));
    }

    @Test
    void theRulesOfAnApplicationCredentialAreKept() throws Exception {
        ways.routed("/v2.1/p/images", BothWays.plain());

        assertThat(ways.hit("/v2.1/p/images", BothWays.with("known-ruled"))).isNotNull();
    }

    @Test
    void aListForOneTokenIsServedToThatTokenAlone() throws Exception {
        isForTokenAlone = true;
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNotNull();
        assertThat(ways.hit(PLAIN, BothWays.with("known-to-the-same-class"))).isNull();
        isForTokenAlone = false;
        ways.routed(PLAIN + "?limit=1", BothWays.plain());
        assertThat(ways.hit(PLAIN + "?limit=1", BothWays.with("known-to-the-same-class")))
                .isNotNull();
    }

    static Stream<Consumer<ListCache>> ends() {
        return Stream.of(
                ListCache::invalidateAll,
                ListCache::invalidateThrottled,
                ListCache::requireRevalidation,
                lists -> lists.endWrite(new Outcome.Found<>(true)),
                lists -> lists.endWrite(Outcome.failed(Kind.UNKNOWN_OUTCOME)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatAChangeMayHaveTouchedIsLeftToTheRouter(Consumer<ListCache> end) throws Exception {
        ways.routed(PLAIN, BothWays.plain());
        assertThat(ways.hit(PLAIN, BothWays.plain())).isNotNull();
        end.accept(ways.lists);

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNull();
        ways.routed(PLAIN, BothWays.plain());
        assertThat(ways.hit(PLAIN, BothWays.plain())).as("asked for anew").isNotNull();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsNotCachedOrStaleIsLeftToTheRouter() throws Exception {
        ways.assertAnsweredOnlyWhileFresh(clock, PLAIN, PLAIN + "/detail", PLAIN + ".xml");

        assertThat(asked).as("calls to Glance").hasSize(1);
    }

    @Test
    void aLongQueryIsLeftToTheRouter() throws Exception {
        String target = PLAIN + "?x=" + "y".repeat(600) + "&limit=1";
        ways.routed(target, BothWays.plain());

        assertThat(ways.hit(target, BothWays.plain())).isNull();
        assertThat(ways.answered(target, BothWays.plain())).isEqualTo(ways.routed(target, BothWays.plain()));
    }

    @Test
    void queriesThatAskForTheSameShareAListAndHaveTheirOwnNextLinks() throws Exception {
        ways.routed(PLAIN + "?limit=1&name=a", BothWays.plain());

        assertThat(text(ways.hit(PLAIN + "?name=a&limit=01&x=1", BothWays.plain())))
                .contains("?limit=01&marker=" + LAST + "&name=a&x=1");
        assertThat(text(ways.hit(PLAIN + "?name=a&limit=1", BothWays.plain())))
                .contains("?limit=1&marker=" + LAST + "&name=a\"");
        assertThat(asked).hasSize(1);
    }

    @Test
    void linksAreThoseOfEachRequestsHost() throws Exception {
        ways.assertLinksAreThoseOfEachRequestsHost(PLAIN, "/v2/p/images/" + LAST);
    }

    private static String text(ApiResponse response) {
        return response.content().whole().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "DELETE", "PUT", "POST", "OPTIONS", "PATCH"})
    void otherMethodsAreLeftToTheRouter(String method) throws Exception {
        ways.assertMethodIsLeftToTheRouter(method, PLAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void theAnswersAreAlikeWhateverValidatesTokens(String identity) throws Exception {
        ways = new BothWays(
                vertx,
                identity.equals("none")
                        ? PassThroughTokenValidator.withoutAuthentication()
                        : PassThroughTokenValidator.validatedByGlance(Duration.ofMinutes(1), clock.time()),
                clock.time(),
                glance(),
                Map.of("identity", identity));
        ways.routed(PLAIN, BothWays.plain());

        assertThat(ways.hit(PLAIN, BothWays.plain())).isNotNull();
        assertThat(ways.answered(PLAIN, BothWays.plain())).isEqualTo(ways.routed(PLAIN, BothWays.plain()));
    }

    @Test
    void aHitIsServedWhileAllElseIsShed() throws Exception {
        ways.routed(PLAIN, BothWays.plain());
        ways.shedder.rejectAll(true);

        assertThat(ways.answered(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 200 ");
        assertThat(ways.routed(PLAIN, BothWays.plain())).startsWith("HTTP/1.1 503 ");
    }
}
