package dev.vitrine.model;

/** One custom property of an image: an entry of the compute image's {@code metadata}. */
public record Property(String key, PropertyValue value) {}
