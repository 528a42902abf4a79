/** The settings: records that check themselves, and the loader that reads them and says what is wrong, and where. */
@NullMarked
package dev.vitrine.config;

import org.jspecify.annotations.NullMarked;
