package dev.vitrine.testing;

import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loaders of caches, most of them for callers that never change their access class. */
public final class Loaders {
    private Loaders() {}

    public static ImageCache.Loader images(BiFunction<ImageId, Caller, Future<Outcome<Image>>> load) {
        return images(load, () -> Future.succeededFuture(true));
    }

    /** Takes what says whether callers are still of their access class. */
    public static ImageCache.Loader images(
            BiFunction<ImageId, Caller, Future<Outcome<Image>>> load, Supplier<Future<Boolean>> isClassConfirmed) {
        return new ImageCache.Loader() {
            @Override
            public Future<Outcome<Image>> load(ImageId id, Caller caller) {
                return load.apply(id, caller);
            }

            @Override
            public boolean isClassRecent(Caller caller) {
                return true;
            }

            @Override
            public Future<Boolean> isClassConfirmed(Caller caller) {
                return isClassConfirmed.get();
            }
        };
    }

    public static ListCache.Loader lists(BiFunction<ListCache.Wanted, Caller, Future<Outcome<Listing>>> load) {
        return new ListCache.Loader() {
            @Override
            public Future<Outcome<Listing>> load(
                    ListCache.Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
                return load.apply(wanted, caller);
            }

            @Override
            public Future<Boolean> isClassConfirmed(Caller caller) {
                return Future.succeededFuture(true);
            }
        };
    }
}
