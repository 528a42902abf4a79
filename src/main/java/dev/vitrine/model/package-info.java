/** What the program talks about: images, callers, faults, outcomes. Plain immutable JDK types, usable from any thread. */
@NullMarked
package dev.vitrine.model;

import org.jspecify.annotations.NullMarked;
