/** The command line: a class for each command, such as {@code serve} and {@code check}; signals and drain. */
@NullMarked
package dev.vitrine.cli;

import org.jspecify.annotations.NullMarked;
