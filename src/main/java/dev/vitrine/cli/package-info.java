/** The command line: {@code serve}, {@code demo}, {@code check}, {@code show-config}, {@code explain}; signals and drain. */
@NullMarked
package dev.vitrine.cli;

import org.jspecify.annotations.NullMarked;
