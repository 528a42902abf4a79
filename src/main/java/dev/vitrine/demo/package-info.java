/**
 * An embedded Keystone and Glance that serve their HTTP APIs on loopback.
 *
 * <p>They are the backends of {@code vitrine demo}, tests and benchmarks. Their responses are those of Keystone 22 and
 * Glance 25 ("Zed") with the default policies; deviations are documented in the classes.
 */
@NullMarked
package dev.vitrine.demo;

import org.jspecify.annotations.NullMarked;
