package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.Records;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import dev.vitrine.server.LoadShedder;
import dev.vitrine.server.RequestLogger;
import dev.vitrine.server.ResponseWriter;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
    private final Tokens tokens = new Tokens();
    private Outcome<Image> glance =
            new Outcome.Found<>(Records.imageWith("'colour':'red','updated_at':'2020-02-02T10:00:00Z'"));
    private Vertx vertx;
    private GatewayConfig config;
    private ImageCache images;
    private CacheHitHandler handler;
    private LoadShedder shedder;
    private int hits;
    private int routed;

    /** Knows tokens by their text: who begins with "known" needs not be asked for. */
    private static final class Tokens implements TokenValidator {
        @Override
        public Future<TokenValidation> validate(@Nullable Token token, String requestId) {
            return Future.succeededFuture(worth(token));
        }

        @Override
        public Future<TokenValidation> revalidate(Token token, String requestId) {
            return Future.succeededFuture(worth(token));
        }

        @Override
        public @Nullable TokenValidation cached(@Nullable Token token) {
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
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        start(tokens, Map.of());
    }

    private void start(TokenValidator validator, Map<String, String> flags) throws Exception {
        Map<String, String> all = new HashMap<>(flags);
        all.putAll(Map.of("listen.host", "127.0.0.1", "listen.port", "0", "cache.status-header", "true"));
        config = ConfigLoader.load(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), all);
        ApiServices services = ApiListener.services(vertx, config, validator, clock.time(), (id, caller) -> {
            asked.add(id.text());
            return Future.succeededFuture(glance);
        });
        images = services.images();
        shedder = new LoadShedder(config.listen(), () -> 0);
        hits = ApiListener.start(vertx, services, new Metrics(), null, true, shedder);
        routed = ApiListener.start(vertx, services, new Metrics(), null, false, shedder);
        handler = new CacheHitHandler(services, writer(), new LinkBuilder(config.links()));
    }

    private ResponseWriter writer() {
        return new ResponseWriter(config, new RequestLogger(new Metrics(), null), new ByteBudget(1 << 30));
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
        String[] headers = header == null
                ? new String[] {"Host", "a.example", "X-Auth-Token", "known"}
                : header.equals("Host") && value == null
                        ? new String[] {"X-Auth-Token", "known"}
                        : new String[] {"Host", "a.example", "X-Auth-Token", "known", header, value};
        routed(rawPath, headers);

        ApiResponse hit = handler.respond(Exchanges.request(HttpMethod.GET, rawPath, headers));

        assertThat(hit != null).isEqualTo(isHit);
        if (isHit) {
            assertThat(hit.cache()).isEqualTo(CacheOutcome.HIT);
            assertThat(exchange(hits, rawPath, headers)).isEqualTo(routed(rawPath, headers));
        }
    }

    /** Else the other tests would compare one way with itself. */
    @Test
    void onlyOneWayIsBeforeTheRouter() throws Exception {
        routed(PLAIN, plain());
        shedder.rejectAll(true);

        assertThat(exchange(hits, PLAIN, plain())).startsWith("HTTP/1.1 200 ");
        assertThat(routed(PLAIN, plain())).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aGoodTagIsAnsweredAlike() throws Exception {
        String tag = header(routed(PLAIN, plain()), "etag");
        String[] headers = {"Host", "a.example", "X-Auth-Token", "known", "If-None-Match", "\"x\", W/" + tag};

        assertThat(hit(PLAIN, headers).status()).isEqualTo(304);
        assertThat(exchange(hits, PLAIN, headers)).startsWith("HTTP/1.1 304 ").isEqualTo(routed(PLAIN, headers));
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
        String tag = header(routed(PLAIN, plain()), "etag");
        String[] headers = {"Host", "a.example", "X-Auth-Token", "known", name, value.replace("#", tag)};

        assertThat(hit(PLAIN, headers).status()).isEqualTo(status);
        assertThat(exchange(hits, PLAIN, headers))
                .startsWith("HTTP/1.1 " + status + " ")
                .isEqualTo(routed(PLAIN, headers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"known-bad", "known-other", "known-ruled", "not-yet-known", "kno\u00fcwn", ""})
    void aTokenThatIsNotPlainlyGoodIsLeftToTheRouter(String token) throws Exception {
        routed(PLAIN, plain());

        assertThat(hit(PLAIN, "Host", "a.example", "X-Auth-Token", token)).isNull();
    }

    @Test
    void theRulesOfAnApplicationCredentialAreKept() throws Exception {
        routed("/v2.1/p/images/" + ID, plain());

        assertThat(hit("/v2.1/p/images/" + ID, "Host", "a.example", "X-Auth-Token", "known-ruled"))
                .isNotNull();
    }

    @Test
    void anotherClassOfCallersIsLeftToTheRouter() throws Exception {
        routed(PLAIN, plain());

        assertThat(hit(PLAIN, "Host", "a.example", "X-Auth-Token", "known-stranger"))
                .isNull();
    }

    @Test
    void whatWasInvalidatedOrMustBeRevalidatedIsLeftToTheRouter() throws Exception {
        ImageId id = Objects.requireNonNull(ImageId.parse(ID));
        routed(PLAIN, plain());
        images.requireRevalidation();
        assertThat(hit(PLAIN, plain())).as("suspect").isNull();
        routed(PLAIN, plain());
        assertThat(hit(PLAIN, plain())).as("asked for anew").isNotNull();
        images.invalidate(id);
        assertThat(hit(PLAIN, plain())).as("forgotten").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance", "none"})
    void theAnswersAreAlikeWhateverValidatesTokens(String identity) throws Exception {
        start(
                identity.equals("none")
                        ? PassThroughTokenValidator.withoutAuthentication()
                        : PassThroughTokenValidator.validatedByGlance(Duration.ofMinutes(1), clock.time()),
                Map.of("identity", identity, "links.compute-link-prefix", "https://compute.example"));
        routed(PLAIN, plain());

        assertThat(hit(PLAIN, plain())).isNotNull();
        assertThat(exchange(hits, PLAIN, plain())).isEqualTo(routed(PLAIN, plain()));
        assertThat(hit(PLAIN, plain()).content().whole().toString()).contains("https://compute.example/v2/p/images/");
    }

    @Test
    void severalTokensAreLeftToTheRouter() throws Exception {
        routed(PLAIN, plain());

        assertThat(hit(PLAIN, "Host", "a.example", "X-Auth-Token", "known", "X-Auth-Token", "known"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "DELETE", "PUT", "POST", "OPTIONS", "PATCH"})
    void otherMethodsAreLeftToTheRouter(String method) throws Exception {
        routed(PLAIN, plain());

        assertThat(handler.respond(Exchanges.request(HttpMethod.valueOf(method), PLAIN, plain())))
                .isNull();
    }

    @Test
    void whatIsNotCachedFreshAndRenderedIsLeftToTheRouter() throws Exception {
        assertThat(hit(PLAIN, plain())).as("nothing remembered").isNull();
        routed(PLAIN, plain());
        assertThat(hit(PLAIN, plain())).as("fresh").isNotNull();
        assertThat(hit(PLAIN + ".xml", plain())).as("not rendered").isNull();
        clock.pass(config.cache().fresh());
        assertThat(hit(PLAIN, plain())).as("expired").isNull();
        assertThat(asked).as("calls to Glance").hasSize(1);
    }

    @Test
    void aNegativeResultIsLeftToTheRouter() throws Exception {
        glance = new Outcome.Failed<>(Failure.of(Kind.NOT_FOUND));
        routed(PLAIN, plain());

        assertThat(hit(PLAIN, plain())).isNull();
    }

    @Test
    void anIdInUpperCaseIsLeftToTheRouter() throws Exception {
        String path = "/v2/p/images/" + ID.toUpperCase(Locale.ROOT);
        routed(path, plain());

        assertThat(hit(path, plain())).isNull();
    }

    @Test
    void aHostThatIsNotAllowedIsRefusedByTheRouterHoweverOftenItComes() throws Exception {
        start(tokens, Map.of("links.allowed-hosts", "a.example"));
        routed(PLAIN, plain());
        String[] other = {"Host", "b.example", "X-Auth-Token", "known"};

        assertThat(hit(PLAIN, plain())).isNotNull();
        assertThat(hit(PLAIN, other)).isNull();
        assertThat(hit(PLAIN, other)).isNull();
        assertThat(routed(PLAIN, other)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void linksAreThoseOfEachRequestsHost() throws Exception {
        routed(PLAIN, plain());

        for (String host : List.of("a.example", "b.example:8774", "a.example", "[::1]:80")) {
            String[] headers = {"Host", host, "X-Auth-Token", "known"};
            assertThat(hit(PLAIN, headers).content().whole().toString())
                    .contains("http://" + host + "/v2/p/images/" + ID);
        }
    }

    private static String[] plain() {
        return new String[] {"Host", "a.example", "X-Auth-Token", "known"};
    }

    private @Nullable ApiResponse hit(String path, String... headers) {
        return handler.respond(Exchanges.request(HttpMethod.GET, path, headers));
    }

    private String routed(String path, String... headers) throws IOException {
        return exchange(routed, path, headers);
    }

    /** Returns the whole response, the request's id aside, which is another one each time. */
    private static String exchange(int port, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        int bodyBytes = 0;
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            boolean hasSmallBody = headers[i].equals("Content-Length") && headers[i + 1].length() == 1;
            bodyBytes += hasSmallBody ? Integer.parseInt(headers[i + 1]) : 0;
        }
        request.append("Connection: close\r\n\r\n").append("x".repeat(bodyBytes));
        return RawHttp.exchange(port, request.toString()).replaceAll("req-[0-9a-f-]{36}", "req-");
    }

    private static String header(String response, String name) {
        return response.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }
}
