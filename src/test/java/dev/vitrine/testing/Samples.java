package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the samples in {@code src/test/resources/samples}: Glance's records and the published documents. */
public final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** Returns a sample as published. */
    public static byte[] bytes(String name) {
        return resource("/samples/" + name);
    }

    /** Returns a file of {@code src/test/resources}. */
    static byte[] resource(String path) {
        try (InputStream in = Samples.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a JSON text as a tree that keeps the order of its members. */
    public static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a sample in JSON or XML as it is sent: without the white space between its tokens or tags. */
    public static String compact(String name) {
        return name.endsWith(".json")
                ? tree(bytes(name)).toString()
                : new String(bytes(name), UTF_8)
                        .replaceAll("(?<!\\?)>\\s+<", "><")
                        .stripTrailing();
    }

    /** Returns the rows of a sample that is a table. */
    public static Stream<JsonNode> cases(String name) {
        return StreamSupport.stream(tree(bytes(name)).path("cases").spliterator(), false);
    }
}
