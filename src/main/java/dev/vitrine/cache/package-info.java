/** What is remembered of images, for whom, and for how long. */
@NullMarked
package dev.vitrine.cache;

import org.jspecify.annotations.NullMarked;
