/**
 * The domain model: images, lists, faults, outcomes. Immutable types that depend on the JDK only; any thread.
 *
 * <p>{@link ResponseTemplate}, rendered bytes with the offsets of their links, is here too: {@code codec} renders it
 * and {@code cache} holds it, and neither knows the other. So is {@link StoredDocument}, what the cache holds of a short one.
 */
@NullMarked
package dev.vitrine.model;

import org.jspecify.annotations.NullMarked;
