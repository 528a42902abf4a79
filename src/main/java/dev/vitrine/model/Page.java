package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A page of images that was handed on image by image.
 *
 * @param count how many there were
 * @param last the id of the last of them, or null if there were none
 */
public record Page(int count, @Nullable String last) {}
