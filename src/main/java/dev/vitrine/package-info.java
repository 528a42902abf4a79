/** The program: command line, wiring, signals. */
@NullMarked
package dev.vitrine;

import org.jspecify.annotations.NullMarked;
