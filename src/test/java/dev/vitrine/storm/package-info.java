/**
 * The gateway as a process of its own, in front of a real Glance and Keystone, while these fail or everybody comes at once.
 * What is tagged {@code measured} depends on how fast the machine is at the moment, and is for a quiet one.
 */
@NullMarked
package dev.vitrine.storm;

import org.jspecify.annotations.NullMarked;
