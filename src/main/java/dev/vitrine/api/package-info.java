/** The served API: which paths exist, in which order a request is checked, and what each answer holds. */
@NullMarked
package dev.vitrine.api;

import org.jspecify.annotations.NullMarked;
