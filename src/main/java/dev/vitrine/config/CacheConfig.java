package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import java.time.Duration;

/**
 * The caches of images and lists.
 *
 * @param maxBytes bytes of cached images at most
 * @param fresh freshness lifetime of an image or a list, from its load
 * @param staleWhileRevalidate how long after that it is served stale while it is revalidated (RFC 5861 section 3)
 * @param eventsFresh in place of {@code fresh} while notifications report every change
 * @param eventsStaleWhileRevalidate in place of {@code staleWhileRevalidate} while notifications report every change
 * @param staleIfError up to which age a private or shared image, or a list, is served while Glance does not respond (RFC 5861
 *     section 4)
 * @param staleIfErrorPublic the same for a public or community image
 * @param negativeTtl TTL of negative results, per access class
 * @param listMaxBytes bytes of cached lists at most
 * @param sharePublic whether callers of other projects with the same roles share the responses for public and community
 *     images
 * @param accessClass which callers share cached responses
 * @param statusHeader whether responses carry {@code Cache-Status} (RFC 9211)
 */
public record CacheConfig(
        long maxBytes,
        Duration fresh,
        Duration staleWhileRevalidate,
        Duration eventsFresh,
        Duration eventsStaleWhileRevalidate,
        Duration staleIfError,
        Duration staleIfErrorPublic,
        Duration negativeTtl,
        long listMaxBytes,
        boolean sharePublic,
        AccessClass accessClass,
        boolean statusHeader) {
    private static final Setting<Long> MAX_BYTES = Setting.withinHeap(
                    Setting.size("cache.max-bytes", "64MiB", "1MiB", "64GiB"),
                    8,
                    "64MiB, or an eighth of the heap if that is less")
            .means("""
                    Memory for cached images at most; an image that takes more than a quarter of it is not cached. While \
                    more than 85 % of the heap is in use after a collection, this limit and list-max-bytes are halved; \
                    from 95 % on, requests that are no cache hit get a 503, too.""");
    private static final Setting<Duration> FRESH = Setting.duration("cache.fresh", "5s", "0s", "1h")
            .means("How long a cached image or list is fresh after its load, shortened at random by up to a tenth.");
    private static final Setting<Duration> STALE_WHILE_REVALIDATE = Setting.duration(
                    "cache.stale-while-revalidate", "5s", "0s", "1h")
            .means("How long after that it is served stale at once while it is revalidated (stale-while-revalidate, RFC"
                    + " 5861).");
    private static final Setting<Duration> EVENTS_FRESH = Setting.duration("cache.events-fresh", "60s", "0s", "1h")
            .means("In place of cache.fresh while notifications report every change (see events).");
    private static final Setting<Duration> EVENTS_STALE_WHILE_REVALIDATE = Setting.duration(
                    "cache.events-stale-while-revalidate", "30s", "0s", "1h")
            .means("In place of cache.stale-while-revalidate while notifications report every change.");
    private static final Setting<Duration> STALE_IF_ERROR =
            Setting.duration("cache.stale-if-error", "5m", "0s", "24h").means("""
                    Up to which age a private or shared image, or a list, is served while Glance does not respond \
                    (stale-if-error, RFC 5861). An image that was changed through this gateway since its load is never \
                    served so, nor is a list if any image was.""");
    private static final Setting<Duration> STALE_IF_ERROR_PUBLIC = Setting.duration(
                    "cache.stale-if-error-public", "15m", "0s", "24h")
            .means("The same for public and community images.");
    private static final Setting<Duration> NEGATIVE_TTL = Setting.duration("cache.negative-ttl", "5s", "0s", "1m")
            .means("TTL of negative results (Glance's 404 and 403), per access class.");
    private static final Setting<Long> LIST_MAX_BYTES = Setting.withinHeap(
                    Setting.size("cache.list-max-bytes", "16MiB", "1MiB", "64GiB"),
                    32,
                    "16MiB, or a thirty-second of the heap if that is less")
            .means("Memory for cached lists at most; a list that takes more than a quarter of it is not cached.");
    private static final Setting<Boolean> SHARE_PUBLIC =
            Setting.flag("cache.share-public", true).means("""
                    Whether callers of other projects with exactly the same roles share cached responses for public and \
                    community images. Set false where Glance's policy or property protections name projects or users.""");
    private static final Setting<AccessClass> ACCESS_CLASS =
            Setting.choice("cache.authz-class", AccessClass.PROJECT).means("""
                    Which callers form one access class, and share cached responses: project (same project, same roles), \
                    user (one user of a project), token (one token). With user and token, projects share nothing either.""");
    private static final Setting<Boolean> STATUS_HEADER = Setting.flag("cache.status-header", false)
            .means("Whether responses say in a Cache-Status header (RFC 9211) how the cache handled the request.");

    /** Checks the ranges. */
    public CacheConfig {
        new Check()
                .holds(MAX_BYTES, maxBytes)
                .holds(FRESH, fresh)
                .holds(STALE_WHILE_REVALIDATE, staleWhileRevalidate)
                .holds(EVENTS_FRESH, eventsFresh)
                .holds(EVENTS_STALE_WHILE_REVALIDATE, eventsStaleWhileRevalidate)
                .holds(STALE_IF_ERROR, staleIfError)
                .holds(STALE_IF_ERROR_PUBLIC, staleIfErrorPublic)
                .holds(NEGATIVE_TTL, negativeTtl)
                .holds(LIST_MAX_BYTES, listMaxBytes)
                .done();
    }

    static CacheConfig read(ConfigReader in) {
        return new CacheConfig(
                in.get(MAX_BYTES),
                in.get(FRESH),
                in.get(STALE_WHILE_REVALIDATE),
                in.get(EVENTS_FRESH),
                in.get(EVENTS_STALE_WHILE_REVALIDATE),
                in.get(STALE_IF_ERROR),
                in.get(STALE_IF_ERROR_PUBLIC),
                in.get(NEGATIVE_TTL),
                in.get(LIST_MAX_BYTES),
                in.get(SHARE_PUBLIC),
                in.get(ACCESS_CLASS),
                in.get(STATUS_HEADER));
    }

    /**
     * Returns these settings for tokens whose expiry is not known: nothing is served stale while it is revalidated, and while
     * Glance does not respond nothing but public and community images.
     */
    public CacheConfig forUnknownExpiry() {
        return new CacheConfig(
                maxBytes,
                fresh,
                Duration.ZERO,
                eventsFresh,
                Duration.ZERO,
                Duration.ZERO,
                staleIfErrorPublic,
                negativeTtl,
                listMaxBytes,
                sharePublic,
                accessClass,
                statusHeader);
    }

    /** Which callers form one access class: Glance shows them the same, so they share cached responses. */
    public enum AccessClass {
        /** All of one project with the same roles: exact for Glance's stock policy. */
        PROJECT,
        /** Each user of a project alone: for sites whose policy names users. */
        USER,
        /** Each token alone: nothing is shared. */
        TOKEN
    }
}
