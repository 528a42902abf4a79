package dev.vitrine.bench;

import dev.vitrine.api.ApiRouter;
import dev.vitrine.api.Operations;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.GlanceClient;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.Exchanges;
import dev.vitrine.server.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
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

/** All that the gateway does for a hit between the platform's reading of the request and the writing of the answer. */
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
    private ApiRouter api;
    private Supplier<RequestContext> requests;

    /** Has the token validated, the image loaded and its document made. */
    @Setup
    public void remember() throws Exception {
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
                Clocks.system(),
                (wanted, caller) -> Future.failedFuture("nobody asks"));
        TokenValidator authentication = Gateways.authentication(vertx, settings);
        GlanceClient glance = new GlanceClient(
                vertx,
                new ServiceClient(vertx, "Glance", settings.glance().backend(), new Metrics(), Clocks.system()),
                settings.glance(),
                authentication::revalidate);
        api = new ApiRouter(settings, authentication, new Operations(loops, settings, images, lists, glance));
        requests = Exchanges.requests(
                HttpMethod.GET,
                "/v2/p00000/images/" + ID + suffix,
                "Host",
                "127.0.0.1:8774",
                "X-Auth-Token",
                "t00000",
                "Accept",
                "*/*");
        ApiResponse answer = api.answer(requests.get()).await(5, TimeUnit.SECONDS);
        if (answer.status() != 200 || api.atHand(requests.get()) == null) {
            throw new IllegalStateException("not remembered: " + answer.status());
        }
    }

    /** Ends the platform's threads. */
    @TearDown
    public void end() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** One answer, to a request that nothing has been read of. */
    @Benchmark
    public ApiResponse hit() {
        return api.atHand(requests.get());
    }
}
