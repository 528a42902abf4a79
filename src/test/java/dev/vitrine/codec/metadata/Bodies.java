package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Fault;
import java.util.Map;

/** Parses bodies as for a request to one kind of API version. */
record Bodies(boolean legacy) {
    static final Bodies LEGACY = new Bodies(true);
    static final Bodies V21 = new Bodies(false);

    MetadataOutcome json(MetadataWrite write, String body) {
        return MetadataBody.read(write, "application/json", body.getBytes(UTF_8), legacy);
    }

    MetadataOutcome xml(MetadataWrite write, String body) {
        return MetadataBody.read(write, "application/xml", body.getBytes(UTF_8), legacy);
    }

    /** The operation in a table: {@code POST}, {@code PUT}, or the key of a {@code PUT} of one. */
    static MetadataWrite write(String operation) {
        return switch (operation) {
            case "POST" -> MetadataWrite.MERGE;
            case "PUT" -> MetadataWrite.REPLACE;
            default -> MetadataWrite.set(operation);
        };
    }

    /** Expands the abbreviations for texts that are too long for a table. */
    static String expanded(String cell) {
        return cell.replace("<255>", "v".repeat(255)).replace("<256>", "v".repeat(256));
    }

    static MetadataOutcome refused(String message) {
        return new MetadataOutcome.Refused(Fault.badRequest(message), message.equals("Malformed request body"));
    }

    static MetadataOutcome values(Map<String, String> items) {
        return new MetadataOutcome.Values(items);
    }
}
