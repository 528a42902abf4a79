/** Tests against a real Keystone and a real Glance, some also a real Nova API, and what starts them. */
@NullMarked
package dev.vitrine.live;

import org.jspecify.annotations.NullMarked;
