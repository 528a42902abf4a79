/** The compute API's documents as bytes, and back: images, versions and faults in JSON and XML, and the choice between the two. */
@NullMarked
package dev.vitrine.codec;

import org.jspecify.annotations.NullMarked;
