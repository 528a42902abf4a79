package dev.vitrine;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.identity.Caller;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Loads from Glance what the caches ask for, and has Keystone confirm in whose name it may be kept. Any event loop. */
final class GlanceLoader implements ImageCache.Loader, ListCache.Loader {
    private final ImageBackend glance;
    private final TokenValidator tokens;

    GlanceLoader(ImageBackend glance, TokenValidator tokens) {
        this.glance = glance;
        this.tokens = tokens;
    }

    @Override
    public Future<Outcome<Image>> load(ImageId id, Caller caller) {
        return glance.image(id, caller);
    }

    @Override
    public Future<Outcome<Listing>> load(ListCache.Wanted wanted, Caller caller) {
        ListWriter writer = new ListWriter(wanted.view(), wanted.detail());
        boolean isClassRecent = isClassRecent(caller);
        AtomicBoolean isForTokenAlone = new AtomicBoolean();
        return glance.images(wanted.query(), caller, image -> {
                    writer.add(image);
                    if (image.isForTokenAlone(caller.identity(), isClassRecent)) {
                        isForTokenAlone.set(true);
                    }
                })
                .map(outcome -> outcome.map(page -> {
                    Listing listing = writer.finish(page);
                    return isForTokenAlone.get() ? listing.forTokenAlone() : listing;
                }));
    }

    @Override
    public boolean isClassRecent(Caller caller) {
        return tokens.isClassRecent(caller);
    }

    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        return tokens.isClassConfirmed(caller);
    }
}
