/** The management listener, on a Router of its own: health, metrics, configuration, cache control and the dashboard. */
@NullMarked
package dev.vitrine.management;

import org.jspecify.annotations.NullMarked;
