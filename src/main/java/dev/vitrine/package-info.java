/** The gateway: wiring and life cycle, cache warm-up, heap protection, log format. */
@NullMarked
package dev.vitrine;

import org.jspecify.annotations.NullMarked;
