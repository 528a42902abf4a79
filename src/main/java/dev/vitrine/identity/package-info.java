/** Who asks: tokens, and the identities behind them. Immutable types that depend on the JDK only; any thread. */
@NullMarked
package dev.vitrine.identity;

import org.jspecify.annotations.NullMarked;
