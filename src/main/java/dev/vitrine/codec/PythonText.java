package dev.vitrine.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A JSON value as Python writes it once it has read it: Nova's messages show values so. */
final class PythonText {
    private PythonText() {}

    /** Returns Python's {@code str()}: a string as it is, all else as {@link #repr}. */
    static String str(JsonNode value) {
        return value.isTextual() ? value.textValue() : repr(value);
    }

    /** Returns Python's {@code repr()}. */
    static String repr(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    /** Recursion ends: what is written was read with a bound on its depth. */
    private static void write(StringBuilder out, JsonNode value) {
        switch (value.getNodeType()) {
            case STRING -> PythonString.repr(out, value.textValue());
            case BOOLEAN -> out.append(value.booleanValue() ? "True" : "False");
            case NUMBER -> out.append(number(value));
            case ARRAY -> list(out, value);
            case OBJECT -> dict(out, value);
            default -> out.append("None");
        }
    }

    private static String number(JsonNode value) {
        return value.isIntegralNumber() ? value.bigIntegerValue().toString() : PythonFloat.repr(value.doubleValue());
    }

    private static void list(StringBuilder out, JsonNode values) {
        String separator = "[";
        for (JsonNode value : values) {
            out.append(separator);
            write(out, value);
            separator = ", ";
        }
        out.append(values.isEmpty() ? "[]" : "]");
    }

    private static void dict(StringBuilder out, JsonNode object) {
        String separator = "{";
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            out.append(separator);
            PythonString.repr(out, member.getKey());
            out.append(": ");
            write(out, member.getValue());
            separator = ", ";
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }
}
