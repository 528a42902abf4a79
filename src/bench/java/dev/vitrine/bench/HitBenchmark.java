package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.backend.Backend;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.Loop;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.compute.ImagesApi;
import dev.vitrine.compute.Operations;
import dev.vitrine.config.Settings;
import dev.vitrine.glance.GlanceClient;
import dev.vitrine.glance.Records;
import dev.vitrine.http.Answer;
import dev.vitrine.http.Exchange;
import dev.vitrine.http.Exchanges;
import dev.vitrine.keystone.KeystoneAuthentication;
import dev.vitrine.model.Image;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
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
    private ImagesApi api;
    private Exchange exchange;

    /** Has the token validated, the image loaded and its document made. */
    @Setup
    public void remember() throws Exception {
        vertx = Servers.vertx();
        Settings settings =
                Gateways.settings(Servers.serve(vertx, 0, new FastStub()).actualPort());
        Loop loop = Loop.of(vertx);
        Time time = Time.system();
        Duration patience = Duration.ofSeconds(5);
        Image image = Records.image(Texts.RECORD.replace(Template.ID, ID).getBytes(US_ASCII));
        ImageCache images = new ImageCache(
                loop,
                settings.cache(),
                patience,
                time,
                (id, caller) -> Future.succeededFuture(new Outcome.Found<>(image)),
                ImageDocument::of);
        ListCache lists = new ListCache(
                loop, settings.cache(), patience, time, (wanted, caller) -> Future.failedFuture("nobody asks"));
        GlanceClient glance = new GlanceClient(
                vertx, new Backend(vertx, "Glance", settings.glance().backend()), settings.glance());
        Backend keystone = new Backend(vertx, "Keystone", settings.keystone().backend());
        api = new ImagesApi(
                settings,
                new KeystoneAuthentication(vertx, keystone, settings.keystone(), settings.cache(), time),
                new Operations(loop, settings, images, lists, glance));
        exchange = Exchanges.request(
                HttpMethod.GET,
                "/v2/p00000/images/" + ID + suffix,
                "Host",
                "127.0.0.1:8774",
                "X-Auth-Token",
                "t00000",
                "Accept",
                "*/*");
        Answer answer = api.answer(exchange).await(5, TimeUnit.SECONDS);
        if (answer.status() != 200 || api.atHand(exchange) == null) {
            throw new IllegalStateException("not remembered: " + answer.status());
        }
    }

    /** Ends the platform's threads. */
    @TearDown
    public void end() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** One answer. */
    @Benchmark
    public Answer hit() {
        return api.atHand(exchange);
    }
}
