package dev.vitrine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a real Nova in front of a real Glance responded ({@code src/test/resources/nova}), with the images that Glance had. In
 * paths, links and records the project of the caller is {@code openstack}, and {@code {id}} is the image that a change is made
 * to.
 */
public final class NovaAnswers {
    private static final JsonNode FILE = Samples.tree(Samples.resource("/nova/answers.json"));

    private NovaAnswers() {}

    /**
     * A request and its responses.
     *
     * @param members {@code method}, {@code path} below the mount, {@code image} whose copy is changed, {@code body},
     *     {@code nova}: its response; where the gateway's differs, {@code gateway}, and {@code told}: the subject that
     *     compatibility.md has for it; {@code xml}: the gateway's response in XML on {@code /v2} where it is not the same, or
     *     false where the request has no form in XML
     */
    public record Row(JsonNode members) {
        public String text(String member) {
            return members.path(member).asText();
        }

        public JsonNode get(String member) {
            return members.path(member);
        }

        /** Returns the response that the gateway is to give in JSON. */
        public JsonNode expected() {
            return members.has("gateway") ? get("gateway") : get("nova");
        }

        /** Returns the response that the gateway is to give in XML. */
        public JsonNode expectedXml() {
            return members.has("xml") ? get("xml") : expected();
        }

        @Override
        public String toString() {
            return text("method") + " " + text("path") + (members.has("body") ? " " + get("body") : "");
        }
    }

    /** Returns the requests. */
    public static Stream<Row> rows() {
        return elements("answers").map(Row::new);
    }

    /** Returns Glance's records of the images. */
    public static Stream<ObjectNode> images() {
        return elements("images").map(ObjectNode.class::cast);
    }

    private static Stream<JsonNode> elements(String member) {
        return StreamSupport.stream(FILE.path(member).spliterator(), false);
    }
}
