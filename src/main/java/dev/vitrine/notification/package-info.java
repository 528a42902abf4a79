/**
 * Who tells of changes made past the gateway, and how far that is trusted.
 *
 * <p>Glance publishes a notification for each change to an image, if its operator has switched that on. {@link
 * ChangeFeed} is whoever brings them, {@link RabbitFeed} the one there is. {@link FeedState} has the gateway forget what was
 * changed, and decides whether what it does not hear of may be taken for unchanged:
 *
 * <pre>
 *                         ┌──────────────────── connection, channel or consumer lost; lag ──────────────────┐
 *                         ▼                                                                                 │
 *   no-events:  disconnected, no-exchange, lagging ──subscribed──► unproven ──a change was told──► events-live
 *                                                                     ▲                                     │
 *                                                                     └── 10 min ── unheard ◄── 2 changes ──┘
 *                                                                                        of which nobody told
 * </pre>
 *
 * <p>In {@code events-live} what is remembered is believed for longer. It is earned, since Glance publishes nothing unless
 * told to: that a broker is connected proves nothing. Whenever something may have been missed, all that was remembered
 * before is suspect: Glance is asked before it is served.
 *
 * <p>A notification only ever makes the gateway forget. Nothing is taken from it: it lacks fields, knows nothing of who may
 * see which, and may be old.
 */
@NullMarked
package dev.vitrine.notification;

import org.jspecify.annotations.NullMarked;
