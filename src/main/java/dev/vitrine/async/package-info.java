/**
 * What the other packages need to work without blocking: event loops that a test can drive by hand, timeouts, single flight,
 * throttles, bounded caches whose maintenance runs on the caller's thread, and the shares of projects in what all use.
 *
 * <p>A package of its own, since images, lists and tokens share the one {@link SingleFlight}, and neither {@code cache} nor
 * {@code keystone} has any other use for the other.
 */
@NullMarked
package dev.vitrine.async;

import org.jspecify.annotations.NullMarked;
