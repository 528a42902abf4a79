package dev.vitrine.glance;

import dev.vitrine.model.PropertyValue;

/** A change of one custom property of an image. */
public sealed interface PropertyChange {
    /** The name of the property. */
    String key();

    /** Adds a property or replaces its value. */
    record Put(String key, PropertyValue value) implements PropertyChange {}

    /** Removes a property. */
    record Remove(String key) implements PropertyChange {}
}
