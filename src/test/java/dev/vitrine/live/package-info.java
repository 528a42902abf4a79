/** Tests against a real Keystone and a real Glance, and what starts the two. */
@NullMarked
package dev.vitrine.live;

import org.jspecify.annotations.NullMarked;
