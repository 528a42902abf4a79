/**
 * The settings: one record a section, which declares its settings and checks itself. {@code ConfigLoader} loads them.
 */
@NullMarked
package dev.vitrine.config;

import org.jspecify.annotations.NullMarked;
