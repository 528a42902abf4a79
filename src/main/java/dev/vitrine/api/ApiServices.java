package dev.vitrine.api;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Microversion;
import dev.vitrine.nova.Nova;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API is made of; one for all event loops.
 *
 * @param tokens validates tokens
 * @param images images by id
 * @param lists lists of images
 * @param writes the queue of changes to images
 * @param glance the image backend, for what must not come from the cache
 * @param budget bounds the bytes that requests hold
 * @param glanceUrl the URL of Glance that clients can use, where the settings have none for links; empty while none is known
 * @param nova gets every request that is not for the images API; null if nothing is passed on
 */
public record ApiServices(
        GatewayConfig config,
        TokenValidator tokens,
        ImageCache images,
        ListCache lists,
        ImageWriteQueue writes,
        ImageBackend glance,
        ByteBudget budget,
        Supplier<String> glanceUrl,
        @Nullable Nova nova) {

    /** Returns the highest microversion. */
    Microversion maxMicroversion() {
        return nova == null ? config.maxMicroversion() : nova.maxMicroversion();
    }
}
