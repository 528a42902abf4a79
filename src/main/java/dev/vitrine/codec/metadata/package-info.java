/** Parses and validates request bodies that write metadata. {@link MetadataBody} is the way in. Any thread. */
@NullMarked
package dev.vitrine.codec.metadata;

import org.jspecify.annotations.NullMarked;
