/**
 * Load tests: the gateway as a separate process in front of a real Glance and Keystone, under outages and overload.
 * Tests with the tag {@code measured} depend on the speed of the machine, and need an idle one.
 */
@NullMarked
package dev.vitrine.storm;

import org.jspecify.annotations.NullMarked;
