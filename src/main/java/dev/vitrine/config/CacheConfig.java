package dev.vitrine.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of images.
 *
 * @param maxBytes memory for images at the most, 1MiB to 64GiB; default 64MiB
 * @param fresh how long an image is believed after it was loaded, 0s to 1h; default 5s
 * @param stale how long after that it is still served while it is asked for anew, 0s to 1h; default 5s
 * @param eventsFresh in place of {@code fresh} while events tell of every change, 0s to 1h; default 60s
 * @param eventsStale in place of {@code stale} while events tell of every change, 0s to 1h; default 30s
 * @param outage up to which age a private or shared image is served while Glance gives no answer, 0s to 24h; default 5m
 * @param openOutage the same for a public or community image, 0s to 24h; default 15m
 * @param absent how long it is believed that there is no such image for a class of callers, 0s to 1m; default 5s
 * @param sharePublic whether callers of other projects with the same roles share what one of them was shown of a public
 *     or community image; default true. To be false where Glance's policy or property protections name projects or users
 * @param listFresh how long a list is believed, 0s to 1m; default 2s
 * @param listMaxBytes memory for lists at the most, 1MiB to 64GiB; default 16MiB
 * @param accessClass which callers share everything
 * @param statusHeader whether answers tell in {@code Cache-Status} (RFC 9211) where they came from; default false
 */
public record CacheConfig(
        long maxBytes,
        Duration fresh,
        Duration stale,
        Duration eventsFresh,
        Duration eventsStale,
        Duration outage,
        Duration openOutage,
        Duration absent,
        long listMaxBytes,
        Duration listFresh,
        boolean sharePublic,
        AccessClass accessClass,
        boolean statusHeader) {

    /** Checks every range. */
    public CacheConfig {
        new Check()
                .range("max-bytes", maxBytes, 1L << 20, 64L << 30)
                .range("fresh", fresh, Duration.ZERO, Duration.ofHours(1))
                .range("stale", stale, Duration.ZERO, Duration.ofHours(1))
                .range("events-fresh", eventsFresh, Duration.ZERO, Duration.ofHours(1))
                .range("events-stale", eventsStale, Duration.ZERO, Duration.ofHours(1))
                .range("outage", outage, Duration.ZERO, Duration.ofHours(24))
                .range("outage-open", openOutage, Duration.ZERO, Duration.ofHours(24))
                .range("absent", absent, Duration.ZERO, Duration.ofMinutes(1))
                .range("list-max-bytes", listMaxBytes, 1L << 20, 64L << 30)
                .range("list-fresh", listFresh, Duration.ZERO, Duration.ofMinutes(1))
                .done();
    }

    static @Nullable CacheConfig read(Values values) {
        long maxBytes = values.bytes("cache.max-bytes", 64L << 20);
        Duration fresh = values.duration("cache.fresh", Duration.ofSeconds(5));
        Duration stale = values.duration("cache.stale", Duration.ofSeconds(5));
        Duration eventsFresh = values.duration("cache.events-fresh", Duration.ofSeconds(60));
        Duration eventsStale = values.duration("cache.events-stale", Duration.ofSeconds(30));
        Duration outage = values.duration("cache.outage", Duration.ofMinutes(5));
        Duration openOutage = values.duration("cache.outage-open", Duration.ofMinutes(15));
        Duration absent = values.duration("cache.absent", Duration.ofSeconds(5));
        long listMaxBytes = values.bytes("cache.list-max-bytes", 16L << 20);
        Duration listFresh = values.duration("cache.list-fresh", Duration.ofSeconds(2));
        boolean sharePublic = values.flag("cache.share-public", true);
        AccessClass accessClass = values.oneOf("cache.authz-class", AccessClass.PROJECT);
        boolean statusHeader = values.flag("cache.status-header", false);
        return values.section(
                "cache",
                () -> new CacheConfig(
                        maxBytes,
                        fresh,
                        stale,
                        eventsFresh,
                        eventsStale,
                        outage,
                        openOutage,
                        absent,
                        listMaxBytes,
                        listFresh,
                        sharePublic,
                        accessClass,
                        statusHeader));
    }
}
