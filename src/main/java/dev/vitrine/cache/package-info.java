/**
 * The cache of images and lists: per access class, with freshness, invalidation and negative results.
 *
 * <p><b>Access classes.</b> The gateway never computes who may see an image. It asks Glance with the caller's own token,
 * once for each <i>access class</i>, and caches the response for that class. One id has one {@link CacheEntry}, with one
 * variant for each class. A variant that Glance called public or community also serves callers of other projects with
 * exactly the same roles, its <i>role class</i>. A negative result ({@link NegativeCache}) is cached for the asking class
 * alone.
 *
 * <p>The role of a token may change while its validation is cached. What a caller has loaded is kept only if, by a validation
 * that is five seconds old at most, the caller is still of the class in whose name it has asked
 * ({@link ImageCache.Loader#isClassConfirmed}); the caller does not wait for that. A private image of another project is kept
 * for the token alone that was shown it, and not shown to others that wait for the same load: Glance itself caches the roles
 * of a token for minutes. So is a shared one, if the caller's validation was older than five seconds when the load began.
 *
 * <p><b>Freshness</b> is computed from a variant's age at each look-up ({@link Freshness}):
 *
 * <pre>
 *              load                age &gt; TTL                age &gt; TTL + stale
 *   nothing ─────────► FRESH ──────────────────► STALE ──────────────────────► MUST_REVALIDATE ──► EXPIRED
 *      ▲                 │                         │                                  │   age &gt; stale-if-error
 *      │                 └── requireRevalidation: an invalidation may be missed ─────►┤
 *      │                                                                              │
 *      └──── invalidate: it was changed; a load found nothing ◄──── from every state ─┘
 *
 *   state             what the cache does                                             outcome
 *   nothing           begins a load                                                   MISS
 *                     joins the load in progress, or gets the outage held down        COALESCED
 *   negative result   serves it                                                       NEGATIVE
 *   FRESH             serves it                                                       HIT
 *   STALE             serves it, and refreshes it in the background, once             STALE
 *   MUST_REVALIDATE   begins a load before it serves it                               REFRESHED
 *                     joins the load in progress, or gets the outage held down        COALESCED
 *                     serves it as it is if Glance fails                              STALE
 *   EXPIRED           begins a load                                                   REFRESHED
 *                     joins the load in progress, or gets the outage held down        COALESCED
 *   invalidated       has removed it for all callers; never serves it, not even while Glance is down
 *
 *   An id that is not in canonical form is loaded, and nothing of it is stored: BYPASS.
 * </pre>
 *
 * <p><b>Single flight.</b> A request that finds nothing to serve joins the load in progress for its access class, or begins
 * one ({@link dev.vitrine.async.SingleFlight}). The key holds the image's <i>generation</i>, which every invalidation moves,
 * and the cache's <i>epoch</i>, which {@code requireRevalidation} moves: so no request joins a load that began before a
 * change that it must see. A load is stored only if neither has moved since it began, no write to the image has an unknown
 * outcome ({@link InvalidationTracker}), and the record is no older than the latest known change ({@link
 * InvalidationTracker.LastModified}). While writes to the image are in progress it waits for their end ({@link
 * PendingLoads}), and is stored if none of them was made. A refresh in the background lasts until what it has loaded is
 * stored, or will not be: until then no other one begins.
 *
 * <p><b>Overlapping loads.</b> Of two loads of one image that overlap, the one that began later need not have the later state.
 * What is kept is replaced only by a load that began after its own had ended. Where two overlap and differ, neither is kept,
 * and the image moves to its next generation: what began to load before is neither kept nor joined.
 *
 * <pre>
 *   begin ──► in progress ──► ended ─┬─ response ──► stored, if nothing was invalidated meanwhile ──► waiters released
 *                │  ▲                └─ outage ────► held down for 250 ms ──────────────────────────► waiters released,
 *                │  └ joined                                                                          or served stale
 *                └ older than the timeout: overtaken, once
 * </pre>
 *
 * <p><b>Changes past the gateway</b> invalidate if a feed of notifications is live: each one calls {@code invalidate}, a gap
 * in the feed calls {@code requireRevalidation}, and {@code setFeedLive} says which lifetimes hold. While it is live, TTLs
 * are longer, and a sample of the hits is loaded again to find changes that the feed has missed
 * ({@link ConsistencySampler}).
 *
 * <p><b>Writes through the gateway</b> ({@code api.ImageWriteQueue.send}): mark the write as in progress, so that nothing
 * of the image is stored; send it; invalidate the image and all lists; then answer the client. A write that surely was not
 * made, since it was not sent or Glance itself has refused it, invalidates nothing: anybody may send forbidden changes. If
 * Glance has refused it as if the image were another (404, 409, 410), the asking access class alone must revalidate what it
 * is served. The response to a write
 * fills no cache: two responses may come in another order than the writes were committed. After a write with an unknown
 * outcome nothing of the image is stored for a minute, and a list that is loaded in that minute is served for two seconds at
 * most, not even while Glance is down for longer. What is loaded within two seconds of an invalidation has a TTL of two seconds
 * at most.
 *
 * <p><b>Lists</b> have the same states, the same lifetimes ({@link Freshness}; while Glance is down those of a private image)
 * and the same single flight ({@link ListCache}). All of them have one generation and one epoch. Each change of any image,
 * written or notified, moves the generation, and so ends all lists. A change that the sample finds does so, too. A gap in the
 * feed moves the epoch; so does a feed that is no longer live. A list may wait long for its turn at Glance: it is as old as
 * the first request for it that is sent, and a change in the time before that does not end it. So a request joins a load for
 * which Glance has not been asked yet, or was asked after the last change, whatever has changed since it began. A list that
 * must not be served any more is still given to the load that replaces it, which copies from its document what Glance has
 * just sent again byte by byte ({@link dev.vitrine.model.Listing.KnownRecords}). Lists serve the asking class alone, and have
 * no negative results.
 *
 * <p>To follow one request: {@link ImageCache#image}, then {@link ImageStore} for what is cached and {@link ImageLoads} for
 * what is loaded; for a list {@link ListCache#list} and {@link ListStore}.
 */
@NullMarked
package dev.vitrine.cache;

import org.jspecify.annotations.NullMarked;
