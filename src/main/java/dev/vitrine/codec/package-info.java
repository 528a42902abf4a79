/** Encodes the compute API's documents in JSON and XML, and negotiates their media type. Any thread. */
@NullMarked
package dev.vitrine.codec;

import org.jspecify.annotations.NullMarked;
