package dev.vitrine.bench;

import dev.vitrine.api.ApiServices;
import dev.vitrine.api.CacheHits;
import dev.vitrine.api.ImageWriteQueue;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.GlanceClient;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import dev.vitrine.server.RequestContext;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** All that the gateway does for a cache hit between the platform's reading of the request and the writing of the response. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HitBenchmark {
    private static final String ID = Names.id(0);

    /** What the path ends with. */
    @Param({".json", ".xml"})
    public String suffix;

    private Vertx vertx;
    private CacheHits hits;
    private Supplier<RequestContext> requests;

    /** Has the token validated, the image loaded and its document made. */
    @Setup
    public void fillTheCache() throws Exception {
        vertx = Servers.vertx();
        GatewayConfig settings =
                Gateways.settings(Servers.serve(vertx, 0, new FastStub()).actualPort());
        EventLoops loops = EventLoops.of(vertx);
        Image image = Gateways.image(ImageId.parse(ID));
        ImageCache images = Gateways.images(vertx, settings, id -> image);
        ListCache lists = new ListCache(
                loops,
                settings.cache(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Clocks.system(),
                Loaders.lists((wanted, caller) -> Future.failedFuture("nobody asks")));
        TokenValidator tokens = Gateways.authentication(vertx, settings);
        ByteBudget budget = new ByteBudget(1 << 30);
        GlanceClient glance = new GlanceClient(
                vertx,
                new ServiceClient(
                        vertx,
                        "Glance",
                        settings.glance().backend(),
                        settings.glance().backend()::servers,
                        new Metrics(),
                        Clocks.system()),
                settings.glance(),
                tokens::revalidate,
                budget);
        ImageWriteQueue writes = new ImageWriteQueue(loops, Duration.ofSeconds(5), images, lists);
        hits = new CacheHits(new ApiServices(settings, tokens, images, lists, writes, glance, budget, () -> "", null));
        requests = Exchanges.requests(
                HttpMethod.GET,
                "/v2/p00000/images/" + ID + suffix,
                "Host",
                "127.0.0.1:8774",
                "X-Auth-Token",
                "t00000",
                "Accept",
                "*/*");
        Token token = new Token("t00000");
        TokenValidation validation =
                tokens.validate(token, "req-" + UUID.randomUUID()).await(5, TimeUnit.SECONDS);
        Caller caller = new Caller(((TokenValidation.Valid) validation).identity(), token, "req-" + UUID.randomUUID());
        CachedImage cached = ((Outcome.Found<CachedImage>) images.image(ImageId.parse(ID), caller)
                        .await(5, TimeUnit.SECONDS)
                        .outcome())
                .value();
        for (View view : View.ALL) {
            images.renderedDocument(cached, view, caller.identity()).await(5, TimeUnit.SECONDS);
        }
        if (hits.respond(requests.get()) == null) {
            throw new IllegalStateException("no cache hit");
        }
    }

    /** Ends the platform's threads. */
    @TearDown
    public void end() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** One response, to a request that nothing has been read of. */
    @Benchmark
    public ApiResponse hit() {
        return hits.respond(requests.get());
    }
}
