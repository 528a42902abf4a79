/** One HTTP call to a service behind the gateway: bounded in time and bytes, over several addresses, never failing but by value. */
@NullMarked
package dev.vitrine.client;

import org.jspecify.annotations.NullMarked;
