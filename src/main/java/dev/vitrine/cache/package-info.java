/**
 * What is remembered of images and lists, for whom, and for how long.
 *
 * <p><b>For whom.</b> The gateway never works out who may see an image. It asks Glance with the caller's own token, once
 * for each <i>class</i> of callers, and remembers the answer for that class. One id has one {@link CacheEntry}; in it, one
 * variant for each class. A variant that Glance called public or community also serves callers of other projects with
 * exactly the same roles. That there is nothing ({@link NegativeCache}) is remembered for the asking class alone.
 *
 * <p><b>For how long.</b> A variant's state is worked out from its age whenever it is looked at ({@link Freshness}):
 *
 * <pre>
 *              load                age &gt; fresh                 age &gt; fresh + stale
 *   nothing ─────────► FRESH ───────────────────► EXPIRED ───────────────────────────► SUSPECT ──► nothing
 *      ▲                 │                           │                                    │    age &gt; outage
 *      │                 └──── suspectAll: a change may have been missed ────────────────►┤
 *      │                                                                                  │
 *      └──── invalidate: it was changed; a refresh found nothing ◄─ from every state ─────┘
 *
 *   FRESH       served                                                               "hit"
 *   EXPIRED     served, while one refresh runs behind the callers' backs             "stale"
 *   SUSPECT     asked for anew before it is served; served as it is                  "refreshed"
 *               only if Glance gives no answer                                       "stale"
 *   INVALIDATED gone, for everybody: never served again, not even while Glance is down
 * </pre>
 *
 * <p><b>One call.</b> Whoever finds nothing to serve joins the {@link Flight} that is under way for his class, or starts
 * one. Its key holds the <i>generation</i> of the image, which every invalidation moves, and the <i>epoch</i>, which
 * {@code suspectAll} moves: so nobody joins a load that began before what he must see. What was loaded is kept only if
 * neither has moved since the load began, no change to the image is under way, none may yet be made ({@link InvalidationTracker})
 * and the record is not older than a change that was heard of ({@link LastModifiedTracker}).
 *
 * <pre>
 *   begin ──► under way ──► landed ─┬─ an answer ──► kept, if nothing has happened since ──► everybody told
 *                │  ▲               └─ no answer ──► held down for 250 ms ─────────────────► everybody told, or served
 *                │  └ joined                                                                  what is suspect
 *                └ older than 5 s: overtaken, once
 * </pre>
 *
 * <p><b>Changes past the gateway</b> are not seen, or, where somebody tells of them, heard of: who is told of one calls
 * {@code changed}, who may have missed one calls {@code suspectAll}, and {@code heard} says which it is. While they are
 * heard of, fresh and stale last longer, and a sample of hits is loaded anew, to see whether that is justified
 * ({@link ConsistencySampler}).
 *
 * <p><b>Changes</b> through the gateway: mark the image (nothing of it is kept), send, forget image and lists, then
 * answer the client. Nothing is filled from the answer to a change: two answers may come in another order than the
 * changes were made. If nobody knows how a change ended, nothing of the image is kept for a minute. What is loaded within
 * two seconds of an invalidation is believed for two seconds at the most.
 *
 * <p>To follow one request: {@link ImageCache#image}, then {@link ImageStore} for what is kept, {@link SingleFlight} for who
 * asks.
 */
@NullMarked
package dev.vitrine.cache;

import org.jspecify.annotations.NullMarked;
