package dev.vitrine.model;

/** A custom property of an image, which is an item of {@code metadata} in the compute API. */
public record Property(String key, PropertyValue value) {}
