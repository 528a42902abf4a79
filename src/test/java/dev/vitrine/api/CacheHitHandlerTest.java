package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.HandLoop;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.Records;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.AccessRule;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import dev.vitrine.server.RequestContext;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast path says what the long way says, or nothing. */
class CacheHitHandlerTest {
    private static final String ID = "70a599e0-31e7-49b7-b260-868f441e862b";
    private static final String PLAIN = "/v2/p/images/" + ID;

    private final ManualClocks clock = new ManualClocks();
    private final HandLoop loop = new HandLoop(clock);
    private final List<String> asked = new ArrayList<>();
    private final Tokens tokens = new Tokens();
    private Outcome<Image> glance = new Outcome.Found<>(Records.imageWith("'colour':'red'"));
    private GatewayConfig settings;
    private ImageCache images;
    private ApiRouter api;

    /** Knows tokens by their text: who begins with "known" needs not be asked for. */
    private static final class Tokens implements TokenValidator {
        @Override
        public Future<TokenValidation> verdict(@Nullable Token token, String requestId) {
            return Future.succeededFuture(worth(token));
        }

        @Override
        public Future<TokenValidation> verdictAnew(Token token, String requestId) {
            return Future.succeededFuture(worth(token));
        }

        @Override
        public @Nullable TokenValidation known(@Nullable Token token) {
            return token == null || token.secret().startsWith("known") ? worth(token) : null;
        }

        private static TokenValidation worth(@Nullable Token token) {
            String text = token == null ? "" : token.secret();
            return text.isEmpty() || text.endsWith("bad")
                    ? new TokenValidation.Invalid()
                    : new TokenValidation.Valid(new Identity(
                            new Identity.Project.Of(text.endsWith("other") ? "q" : "p"),
                            Digest.of(text.endsWith("stranger") ? "strangers" : "class"),
                            Digest.of(text.endsWith("stranger") ? "none" : "roles"),
                            Instant.MAX,
                            text.endsWith("ruled") ? List.of(new AccessRule("compute", "GET", "/v2.1/**")) : null));
        }
    }

    @BeforeEach
    void start() throws Exception {
        start(tokens, Map.of());
    }

    private void start(TokenValidator authentication, Map<String, String> flags) throws Exception {
        settings = ConfigLoader.load(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), flags);
        Duration patience = Duration.ofSeconds(5);
        images = new ImageCache(
                loop,
                settings.cache(),
                patience,
                clock.time(),
                (id, caller) -> {
                    asked.add(id.text());
                    return Future.succeededFuture(glance);
                },
                ImageDocument::of);
        ListCache lists = new ListCache(
                loop,
                settings.cache(),
                patience,
                clock.time(),
                (wanted, caller) -> Future.succeededFuture(new Outcome.Failed<>(Failure.of(Kind.ABSENT))));
        Operations operations = new Operations(loop, settings, images, lists, null);
        api = new ApiRouter(settings, authentication, operations);
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
    void itsAnswersAreThoseOfTheLongWay(String path, String header, String value, boolean isFast) {
        String rawPath = path.replace("@", ID);
        String[] headers = header == null
                ? new String[] {"Host", "a.example", "X-Auth-Token", "known"}
                : header.equals("Host") && value == null
                        ? new String[] {"X-Auth-Token", "known"}
                        : new String[] {"Host", "a.example", "X-Auth-Token", "known", header, value};
        ApiResponse longWay = longWay(rawPath, headers);
        ApiResponse remembered = longWay(rawPath, headers);

        ApiResponse fast = api.atHand(Exchanges.request(HttpMethod.GET, rawPath, headers));

        assertThat(fast != null).isEqualTo(isFast);
        if (fast != null) {
            assertThat(fast).isEqualTo(remembered);
            assertThat(fast).isEqualTo(longWay.from(CacheOutcome.HIT));
        }
    }

    @Test
    void aTagThatIsGoodIsAnsweredAlike() {
        String tag = longWay(PLAIN, plain()).tag();
        String[] headers = {"Host", "a.example", "X-Auth-Token", "known", "If-None-Match", "\"x\", W/" + tag};

        ApiResponse fast = api.atHand(Exchanges.request(HttpMethod.GET, PLAIN, headers));

        assertThat(fast).isNotNull().isEqualTo(longWay(PLAIN, headers));
        assertThat(fast.status()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"known-bad", "known-other", "known-ruled", "not-yet-known", "kno\u00fcwn", ""})
    void aTokenThatIsNotPlainlyGoodGoesTheLongWay(String token) {
        longWay(PLAIN, plain());

        assertThat(fast(PLAIN, "Host", "a.example", "X-Auth-Token", token)).isNull();
    }

    @Test
    void theRulesOfAnApplicationCredentialAreKept() {
        longWay("/v2.1/p/images/" + ID, plain());

        assertThat(fast("/v2.1/p/images/" + ID, "Host", "a.example", "X-Auth-Token", "known-ruled"))
                .isNotNull();
    }

    @Test
    void anotherClassOfCallersGoesTheLongWay() {
        longWay(PLAIN, plain());

        assertThat(fast(PLAIN, "Host", "a.example", "X-Auth-Token", "known-stranger"))
                .isNull();
    }

    @Test
    void whatWasForgottenOrBecameSuspectGoesTheLongWay() {
        ImageId id = Objects.requireNonNull(ImageId.parse(ID));
        longWay(PLAIN, plain());
        images.suspectAll();
        assertThat(fast(PLAIN, plain())).as("suspect").isNull();
        longWay(PLAIN, plain());
        assertThat(fast(PLAIN, plain())).as("asked for anew").isNotNull();
        images.invalidate(id);
        assertThat(fast(PLAIN, plain())).as("forgotten").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void whoeverJudgesTheAnswersAreAlike(String identity) throws Exception {
        start(
                identity.equals("none")
                        ? PassThroughTokenValidator.anybody()
                        : PassThroughTokenValidator.judgedByGlance(),
                Map.of("identity", identity, "links.compute-link-prefix", "https://compute.example"));
        longWay(PLAIN, plain());

        assertThat(fast(PLAIN, plain())).isNotNull().isEqualTo(longWay(PLAIN, plain()));
        assertThat(fast(PLAIN, plain()).body().toString()).contains("https://compute.example/v2/p/images/");
    }

    @Test
    void severalTokensGoTheLongWay() {
        longWay(PLAIN, plain());

        assertThat(fast(PLAIN, "Host", "a.example", "X-Auth-Token", "known", "X-Auth-Token", "known"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "DELETE", "PUT", "POST", "OPTIONS", "PATCH"})
    void otherMethodsGoTheLongWay(String method) {
        longWay(PLAIN, plain());

        assertThat(api.atHand(Exchanges.request(HttpMethod.valueOf(method), PLAIN, plain())))
                .isNull();
    }

    @Test
    void whatIsNotRememberedFreshAndRenderedGoesTheLongWay() {
        assertThat(fast(PLAIN, plain())).as("nothing remembered").isNull();
        longWay(PLAIN, plain());
        assertThat(fast(PLAIN, plain())).as("fresh").isNotNull();
        assertThat(fast(PLAIN + ".xml", plain())).as("not rendered").isNull();
        clock.pass(settings.cache().fresh());
        assertThat(fast(PLAIN, plain())).as("expired").isNull();
        assertThat(asked).as("calls to Glance").hasSize(1);
    }

    @Test
    void thatThereIsNoImageIsToldTheLongWay() {
        glance = new Outcome.Failed<>(Failure.of(Kind.ABSENT));
        longWay(PLAIN, plain());

        assertThat(fast(PLAIN, plain())).isNull();
    }

    @Test
    void anIdInUpperCaseGoesTheLongWay() {
        String path = "/v2/p/images/" + ID.toUpperCase(Locale.ROOT);
        longWay(path, plain());

        assertThat(fast(path, plain())).isNull();
    }

    @Test
    void aHostThatIsNotAllowedIsRefusedTheLongWayHoweverOftenItComes() throws Exception {
        start(tokens, Map.of("links.allowed-hosts", "a.example"));
        longWay(PLAIN, plain());
        String[] other = {"Host", "b.example", "X-Auth-Token", "known"};

        assertThat(fast(PLAIN, plain())).isNotNull();
        assertThat(fast(PLAIN, other)).isNull();
        assertThat(fast(PLAIN, other)).isNull();
        assertThat(longWay(PLAIN, other).status()).isEqualTo(400);
    }

    @Test
    void linksAreThoseOfEachRequestsHost() {
        longWay(PLAIN, plain());

        for (String host : List.of("a.example", "b.example:8774", "a.example", "[::1]:80")) {
            String[] headers = {"Host", host, "X-Auth-Token", "known"};
            assertThat(fast(PLAIN, headers).body().toString()).contains("http://" + host + "/v2/p/images/" + ID);
        }
    }

    private static String[] plain() {
        return new String[] {"Host", "a.example", "X-Auth-Token", "known"};
    }

    private @Nullable ApiResponse fast(String path, String... headers) {
        return api.atHand(Exchanges.request(HttpMethod.GET, path, headers));
    }

    private ApiResponse longWay(String path, String... headers) {
        RequestContext exchange = Exchanges.request(HttpMethod.GET, path, headers);
        Future<ApiResponse> answer = api.answer(exchange);
        return answer.isComplete() ? answer.result() : null;
    }
}
