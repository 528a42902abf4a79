package dev.vitrine.model;

/** One step of a change to an image's custom properties. */
public sealed interface PropertyChange {
    /** The name of the property. */
    String key();

    /** Gives a property a value, whether it had one or not. */
    record Put(String key, PropertyValue value) implements PropertyChange {}

    /** Takes a property away. */
    record Remove(String key) implements PropertyChange {}
}
