package dev.vitrine.model;

/** The value of an image's custom property, in the two ways in which it is written. */
public sealed interface PropertyValue {
    /** JSON null; in XML Nova wrote Python's word for it. */
    PropertyValue NULL = new Literal("null", "None");

    /** JSON true. */
    PropertyValue TRUE = new Literal("true", "True");

    /** JSON false. */
    PropertyValue FALSE = new Literal("false", "False");

    /** Returns what stands between the tags in XML, not escaped yet. */
    String text();

    /** A string, which nearly every property is. */
    record Text(String text) implements PropertyValue {}

    /**
     * Anything else.
     *
     * @param json the value as compact JSON, the members of objects sorted
     * @param text the value in XML
     */
    record Literal(String json, String text) implements PropertyValue {}

    /** Returns a number, list or object, which XML shows as the JSON that it is. */
    static PropertyValue json(String json) {
        return new Literal(json, json);
    }
}
