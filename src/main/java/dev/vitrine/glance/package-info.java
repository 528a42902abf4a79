/** The image backend: asks Glance v2 and turns its records into images. */
@NullMarked
package dev.vitrine.glance;

import org.jspecify.annotations.NullMarked;
