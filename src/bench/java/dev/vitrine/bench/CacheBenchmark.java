package dev.vitrine.bench;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
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

/** A look at an image that is remembered: the cost should not grow with their number. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CacheBenchmark {
    /** How many images are remembered, and asked for in turn. */
    @Param({"1", "1000", "100000"})
    public int images;

    private static final int KEYSTONE_THAT_NOBODY_ASKS = 5000;

    private final Caller caller = new Caller(
            new Identity(
                    new Identity.Project.Of("p00000"), Digest.of("project"), Digest.of("roles"), Instant.MAX, null),
            new Token("t00000"),
            "req-6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11");
    private Vertx vertx;
    private ImageCache cache;
    private ImageId[] ids;
    private int turn;

    /** Has every image loaded once. */
    @Setup
    public void load() throws Exception {
        vertx = Servers.vertx();
        GatewayConfig settings = Gateways.settings(KEYSTONE_THAT_NOBODY_ASKS);
        cache = Gateways.images(vertx, settings, Gateways::image);
        ids = new ImageId[images];
        for (int number = 0; number < images; number++) {
            ids[number] = ImageId.parse(Names.id(number));
            cache.image(ids[number], caller).await(5, TimeUnit.SECONDS);
        }
    }

    /** Ends the platform's threads. */
    @TearDown
    public void end() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** One image; a hit is there at once. */
    @Benchmark
    public Outcome<CachedImage> hit() {
        turn = turn + 1 == images ? 0 : turn + 1;
        return cache.image(ids[turn], caller).result().outcome();
    }
}
