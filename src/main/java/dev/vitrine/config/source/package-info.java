/** How settings are declared, where they are read from, and what is reported when one is wrong. */
@NullMarked
package dev.vitrine.config.source;

import org.jspecify.annotations.NullMarked;
