package dev.vitrine.model;

/** The value of a custom property, as JSON and as text in XML. */
public sealed interface PropertyValue {
    /** JSON null. In XML it is Python's {@code None}, as in Nova. */
    PropertyValue NULL = new Literal("null", "None");

    /** JSON true. */
    PropertyValue TRUE = new Literal("true", "True");

    /** JSON false. */
    PropertyValue FALSE = new Literal("false", "False");

    /** Returns the element content in XML, not escaped. */
    String text();

    /** A string, as nearly every property is. */
    record Text(String text) implements PropertyValue {}

    /**
     * Any other value.
     *
     * @param json the value as compact JSON with sorted members
     * @param text the element content in XML
     */
    record Literal(String json, String text) implements PropertyValue {}

    /** Returns a number, array or object, which is written as JSON in XML too. */
    static PropertyValue json(String json) {
        return new Literal(json, json);
    }
}
