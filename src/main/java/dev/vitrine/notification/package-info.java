/**
 * Notifications of changes to images that were not made through the gateway, and how far the gateway relies on them.
 *
 * <p>Glance publishes a notification for each change to an image if its operator has enabled that. {@link ChangeFeed} is a
 * source of notifications, and {@link RabbitFeed} the only implementation. {@link FeedState} invalidates changed images
 * and decides whether an image without a notification may be taken for unchanged:
 *
 * <pre>
 *                         ┌──────────────────── connection, channel or consumer lost; lag ──────────────────┐
 *                         ▼                                                                                 │
 *   no-events:  disconnected, no-exchange, lagging ──subscribed──► unproven ──notified change────► events-live
 *                                                                     ▲                                     │
 *                                                                     └── 10 min ── missed-changes ◄────────┘
 *                                                                                          2 changes without
 *                                                                                            a notification
 * </pre>
 *
 * <p>In {@code events-live} cache entries are fresh for longer. A connection to the broker does not prove that Glance
 * publishes notifications, so the first notification is required. Whenever notifications may have been missed, all entries
 * that were loaded before must be revalidated.
 *
 * <p>A notification only invalidates. Its content is never cached: it lacks fields, is not filtered by access, and may be
 * outdated.
 */
@NullMarked
package dev.vitrine.notification;

import org.jspecify.annotations.NullMarked;
