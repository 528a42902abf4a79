/** Every metric's name, labels and help text in one place. Labels have fixed sets of values: never an id, project or path. */
@NullMarked
package dev.vitrine.metrics;

import org.jspecify.annotations.NullMarked;
