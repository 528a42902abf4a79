package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.request.LinkBuilder;
import dev.vitrine.api.request.ListRequestCache;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two ways of a cache hit, with the same caches behind them: a listener that answers it before the Router, and one that
 * leaves all to the Router; and the handler of cache hits itself.
 */
final class BothWays {
    final GatewayConfig config;
    final ImageCache images;
    final ListCache lists;

    /** Of both listeners. */
    final LoadShedder shedder;

    private final CacheHitHandler handler;
    private final int hits;
    private final int routed;

    /** Knows tokens by their text: those that begin with "known" need not be asked for. */
    static final class Tokens implements TokenValidator {
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
            return text.isEmpty() || text.endsWith("bad") || text.endsWith("expired")
                    ? new TokenValidation.Invalid()
                    : new TokenValidation.Valid(new Identity(
                            new Identity.Project.Of(text.endsWith("other") ? "q" : "p"),
                            Digest.of(text.endsWith("stranger") ? "strangers" : "class"),
                            Digest.of(text.endsWith("stranger") ? "none" : "roles"),
                            Instant.MAX,
                            text.endsWith("ruled") ? List.of(new AccessRule("compute", "GET", "/v2.1/**")) : null,
                            Digest.of(text)));
        }
    }

    /** What the caches load from. */
    record Glance(ImageCache.Loader images, ListCache.Loader lists) {}

    BothWays(Vertx vertx, TokenValidator tokens, Clocks clocks, Glance glance, Map<String, String> flags)
            throws Exception {
        Map<String, String> all = new HashMap<>(flags);
        all.putAll(Map.of("listen.host", "127.0.0.1", "listen.port", "0", "cache.status-header", "true"));
        config = ConfigLoader.read(null, Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "x"), all)
                .settings();
        ApiServices services = ApiListener.services(vertx, config, tokens, clocks, glance.images, glance.lists);
        images = services.images();
        lists = services.lists();
        shedder = new LoadShedder(config.listen(), () -> 0);
        hits = ApiListener.start(vertx, services, new Metrics(), null, true, shedder);
        routed = ApiListener.start(vertx, services, new Metrics(), null, false, shedder);
        ResponseWriter writer = new ResponseWriter(
                config, Duration.ofMinutes(1), new RequestLogger(new Metrics(), null, null), new ByteBudget(1 << 30));
        handler = new CacheHitHandler(
                services,
                writer,
                new LinkBuilder(config.links(), services.glanceUrl()),
                new ListRequestCache(config.api().maxLimit(), config.glance().baseProperties()));
    }

    /** Returns the headers of an ordinary request. */
    static String[] plain() {
        return with("known");
    }

    /** Returns the headers of an ordinary request with this token. */
    static String[] with(String token) {
        return new String[] {"Host", "a.example", "X-Auth-Token", token};
    }

    /** Returns those headers with one that comes with them or takes the place of one of them; no Host for a null value. */
    static String[] plainWith(@Nullable String name, @Nullable String value) {
        if (name == null) {
            return plain();
        }
        return name.equals("Host") && value == null
                ? new String[] {"X-Auth-Token", "known"}
                : new String[] {"Host", "a.example", "X-Auth-Token", "known", name, value};
    }

    /** Returns the response of the handler of cache hits to a GET; null if it leaves the request to the Router. */
    @Nullable
    ApiResponse hit(String target, String... headers) {
        return hit(HttpMethod.GET, target, headers);
    }

    @Nullable
    ApiResponse hit(HttpMethod method, String target, String... headers) {
        ApiRequest checked = handler.checked(Exchanges.request(method, target, headers));
        return checked == null ? null : handler.respond(checked);
    }

    /** Returns what a GET gets of the Router, the request's id aside, which is another one each time. */
    String routed(String target, String... headers) throws IOException {
        return exchange(routed, HttpMethod.GET, target, headers);
    }

    String routed(HttpMethod method, String target, String... headers) throws IOException {
        return exchange(routed, method, target, headers);
    }

    /** Returns what a GET gets of the listener with the handler of cache hits. */
    String answered(String target, String... headers) throws IOException {
        return exchange(hits, HttpMethod.GET, target, headers);
    }

    String answered(HttpMethod method, String target, String... headers) throws IOException {
        return exchange(hits, method, target, headers);
    }

    /** Checks that a target is answered while it is cached and fresh, and that others are not, which are not cached. */
    void assertAnsweredOnlyWhileFresh(ManualClocks clock, String target, String... others) throws IOException {
        assertThat(hit(target, plain())).as("not cached").isNull();
        routed(target, plain());
        assertThat(hit(target, plain())).as("fresh").isNotNull();
        for (String other : others) {
            assertThat(hit(other, plain())).as(other).isNull();
        }
        clock.pass(config.cache().fresh());
        assertThat(hit(target, plain())).as("stale").isNull();
    }

    /** Checks that a cached target is left to the Router if another method than GET is asked for. */
    void assertMethodIsLeftToTheRouter(String method, String target) throws IOException {
        routed(target, plain());

        assertThat(hit(HttpMethod.valueOf(method), target, plain())).isNull();
    }

    /** Checks that a link of a cached target, which ends so, begins with the host of each request. */
    void assertLinksAreThoseOfEachRequestsHost(String target, String end) throws IOException {
        routed(target, plain());

        for (String host : List.of("a.example", "b.example:8774", "a.example", "[::1]:80")) {
            ApiResponse response = hit(target, "Host", host, "X-Auth-Token", "known");
            assertThat(response.content().whole().toString()).contains("http://" + host + end);
        }
    }

    /** Sends a request and returns all that comes, the id and the date aside. */
    static String exchange(int port, HttpMethod method, String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        int bodyBytes = 0;
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            boolean hasSmallBody = headers[i].equals("Content-Length") && headers[i + 1].length() == 1;
            bodyBytes += hasSmallBody ? Integer.parseInt(headers[i + 1]) : 0;
        }
        request.append("Connection: close\r\n\r\n").append("x".repeat(bodyBytes));
        return RawHttp.exchange(port, request.toString())
                .replaceAll("req-[0-9a-f-]{36}", "req-")
                .replaceAll("(?i)\\r\\ndate: [^\\r]*", "");
    }

    /** Returns a header of a response, its name in lower case; empty if there is none. */
    static String header(String response, String name) {
        return response.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }
}
