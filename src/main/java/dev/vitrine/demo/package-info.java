/**
 * An embedded Keystone and Glance that speak their real HTTP on loopback.
 *
 * <p>{@code vitrine demo} shows the gateway with them, and the tests and benchmarks have no other backend. What they
 * answer follows Keystone 22 and Glance 25 ("Zed") with their stock policies; what differs is said where it differs.
 */
@NullMarked
package dev.vitrine.demo;

import org.jspecify.annotations.NullMarked;
