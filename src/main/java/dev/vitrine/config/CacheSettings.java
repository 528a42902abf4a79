package dev.vitrine.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of images.
 *
 * @param maxBytes memory for images at the most, 1MiB to 64GiB; default 64MiB
 * @param fresh how long an image is believed after it was loaded, 0s to 1h; default 5s
 * @param absent how long it is believed that there is no such image for a class of callers, 0s to 1m; default 5s
 * @param sharePublic whether callers of other projects with the same roles share what one of them was shown of a public
 *     or community image; default true. To be false where Glance's policy or property protections name projects or users
 * @param listFresh how long a list is believed, 0s to 1m; default 2s
 * @param listMaxBytes memory for lists at the most, 1MiB to 64GiB; default 16MiB
 * @param accessClass which callers share everything
 */
public record CacheSettings(
        long maxBytes,
        Duration fresh,
        Duration absent,
        long listMaxBytes,
        Duration listFresh,
        boolean sharePublic,
        AccessClass accessClass) {

    /** Checks every range. */
    public CacheSettings {
        new Check()
                .range("max-bytes", maxBytes, 1L << 20, 64L << 30)
                .range("fresh", fresh, Duration.ZERO, Duration.ofHours(1))
                .range("absent", absent, Duration.ZERO, Duration.ofMinutes(1))
                .range("list-max-bytes", listMaxBytes, 1L << 20, 64L << 30)
                .range("list-fresh", listFresh, Duration.ZERO, Duration.ofMinutes(1))
                .done();
    }

    static @Nullable CacheSettings read(Values values) {
        long maxBytes = values.bytes("cache.max-bytes", 64L << 20);
        Duration fresh = values.duration("cache.fresh", Duration.ofSeconds(5));
        Duration absent = values.duration("cache.absent", Duration.ofSeconds(5));
        long listMaxBytes = values.bytes("cache.list-max-bytes", 16L << 20);
        Duration listFresh = values.duration("cache.list-fresh", Duration.ofSeconds(2));
        boolean sharePublic = values.flag("cache.share-public", true);
        AccessClass accessClass = values.oneOf("cache.authz-class", AccessClass.PROJECT);
        return values.section(
                "cache",
                () -> new CacheSettings(maxBytes, fresh, absent, listMaxBytes, listFresh, sharePublic, accessClass));
    }
}
