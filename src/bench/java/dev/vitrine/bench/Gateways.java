package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.glance.Records;
import dev.vitrine.keystone.KeystoneTokenValidator;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Settings for parts of the gateway that are measured alone. */
final class Gateways {
    private Gateways() {}

    /** Returns settings with which everything is cached for as long as can be; {@link FastStub} is on that port. */
    static GatewayConfig settings(int backend) throws ConfigException {
        return ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "bench"),
                        GatewaySettings.ofHits(0, backend))
                .settings();
    }

    /** Returns who says what tokens are worth, by those settings. */
    static TokenValidator authentication(Vertx vertx, GatewayConfig settings) {
        ServiceClient keystone = new ServiceClient(
                vertx,
                "Keystone",
                settings.keystone().backend(),
                settings.keystone().backend()::servers,
                new Metrics(),
                Clocks.system());
        return new KeystoneTokenValidator(
                EventLoops.of(vertx), keystone, settings.keystone(), settings.cache(), Clocks.system());
    }

    /** Returns an empty memory for images, which the loader has ready. */
    static ImageCache images(Vertx vertx, GatewayConfig settings, Function<ImageId, Image> loader) {
        return new ImageCache(
                EventLoops.of(vertx),
                settings.cache(),
                Duration.ofSeconds(5),
                Clocks.system(),
                Loaders.images((id, caller) -> Future.succeededFuture(new Outcome.Found<>(loader.apply(id)))),
                ImageDocument::of,
                new ByteBudget(1 << 30));
    }

    /** Returns the image of the benchmarks under that id, as Glance's record tells it. */
    static Image image(ImageId id) {
        return Records.image(Texts.RECORD.replace(Template.ID, id.text()).getBytes(US_ASCII));
    }
}
