/** Every meter's name, labels and help, in one place. Labels come from fixed sets: no id, project or path is ever one. */
@NullMarked
package dev.vitrine.metrics;

import org.jspecify.annotations.NullMarked;
