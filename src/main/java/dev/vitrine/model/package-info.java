/** The domain model: images, callers, faults, outcomes. Immutable types that depend on the JDK only; any thread. */
@NullMarked
package dev.vitrine.model;

import org.jspecify.annotations.NullMarked;
