/** The client of a service behind the gateway: requests over several endpoints, bounded in time, bytes and number; a failure is a value. */
@NullMarked
package dev.vitrine.client;

import org.jspecify.annotations.NullMarked;
