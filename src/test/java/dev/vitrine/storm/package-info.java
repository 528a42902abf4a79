/** The gateway as a process of its own, in front of a real Glance and Keystone, while these fail or everybody comes at once. */
@NullMarked
package dev.vitrine.storm;

import org.jspecify.annotations.NullMarked;
