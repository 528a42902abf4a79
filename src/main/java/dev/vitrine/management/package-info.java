/** The management listener: health and figures, for operators and their tools. */
@NullMarked
package dev.vitrine.management;

import org.jspecify.annotations.NullMarked;
