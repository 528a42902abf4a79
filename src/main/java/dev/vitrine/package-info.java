/**
 * The gateway: wiring and life cycle, cache warm-up, heap protection, log format.
 *
 * <p>The way of one request for an image that is not cached, through the packages:
 *
 * <pre>
 *   server.GatewayVerticle ─► api.ApiRouter ─► api.CacheHitHandler (no hit) ─► api.CacheMissHandler
 *     ─► api.ShowImageHandler
 *     ─► cache.ImageCache ─► async.SingleFlight ─► glance.GlanceClient ─► client.ServiceClient ─► WebClient ─► Glance
 *   glance.PlainRecordParser ─► model.Image ─► codec.ImageDocument ─► server.ResponseWriter
 * </pre>
 *
 * {@link Gateway} joins them: it passes a {@code GlanceLoader} to the caches, {@code ImageDocument::of} to the cache of images as
 * its renderer, and an {@code ApiRouter} to each listener.
 */
@NullMarked
package dev.vitrine;

import org.jspecify.annotations.NullMarked;
