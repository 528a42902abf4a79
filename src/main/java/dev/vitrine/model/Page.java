package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list whose images were delivered one by one.
 *
 * @param count the number of images
 * @param last the id of the last image; null if there are none
 */
public record Page(int count, @Nullable String last) {}
